// How wide the side bar is, and on which pages it is shown. GUI thread only.
#pragma once

#include <QSplitter>

namespace isonet::workbench {

class SideBar;
class ExperimentPage;

class SideBarLayout : public QSplitter {
    Q_OBJECT
public:
    SideBarLayout(SideBar* sideBar, ExperimentPage* form, QWidget* center, QWidget* parent = nullptr);

    // `wide`: the page takes the full width.
    void showSideBar(bool wanted, bool wide);
    void fit();  // the list of a run's differences needs less width than the form: the rest is for the plots

    void restoreSettings();
    void saveSettings() const;

private:
    SideBar* sideBar_;
    ExperimentPage* form_;
    bool compact_ = false;  // the side bar lists the differences of a run
    int formWidth_ = 0;     // of the side bar with the form; 0: not known
};

}  // namespace isonet::workbench
