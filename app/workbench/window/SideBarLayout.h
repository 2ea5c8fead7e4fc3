// How wide the side bar is, and whether there is room for it. GUI thread only.
#pragma once

#include <QSplitter>

namespace isonet::workbench {

class SideBar;
class ExperimentPage;

class SideBarLayout : public QSplitter {
    Q_OBJECT
public:
    SideBarLayout(SideBar* sideBar, ExperimentPage* form, QWidget* center, QWidget* parent = nullptr);

    void showSideBar(bool on);
    bool isNarrow() const { return narrow_; }  // the page needs the whole width
    void prepare(int width);  // for this width, before the window is shown: its minimum depends on what is shown
    void fit();  // the list of a run's differences needs less width than the form: the rest is for the plots

    void restoreSettings();
    void saveSettings() const;

Q_SIGNALS:
    void narrowChanged();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    SideBar* sideBar_;
    ExperimentPage* form_;
    bool narrow_ = false, moved_ = false;  // `moved_`: by the user
    bool compact_ = false;                 // the side bar lists the differences of a run
    int formWidth_ = 0;                    // of the side bar with the form; 0: not known
};

}  // namespace isonet::workbench
