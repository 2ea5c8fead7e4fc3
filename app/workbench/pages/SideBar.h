// The side bar: the experiment's form, and the list of runs in the primary folder. GUI thread only.
#pragma once

#include <QTabWidget>

namespace isonet::widgets {
class RunList;
}

namespace isonet::workbench {

class BackgroundQueries;
class ExperimentPage;
class RunFolders;
class RunSession;

class SideBar : public QTabWidget {
    Q_OBJECT
public:
    enum class Tab { Experiment, Runs };

    // Takes the page; the others must outlive the side bar.
    SideBar(ExperimentPage* experiment, RunSession& session, RunFolders& folders, BackgroundQueries& background,
            QWidget* parent = nullptr);
    ~SideBar() override;

    widgets::RunList* runList() const { return list_; }
    void showTab(Tab tab) { setCurrentIndex(int(tab)); }

private:
    void refreshRuns();

    RunFolders& folders_;
    BackgroundQueries& background_;
    widgets::RunList* list_;
};

}  // namespace isonet::workbench
