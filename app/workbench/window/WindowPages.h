// The window's pages and its side bar: creates them, in the order of Page, and keeps their settings. GUI thread only.
#pragma once

#include <QObject>

class QAction;
class QStackedWidget;

namespace isonet::workbench {

class DesignPage;
class ExperimentPage;
class InspectPage;
class PredictionsPage;
class RunsPage;
class SideBar;
class SweepsPage;
class TrainPage;
class WindowActions;
class WindowState;

class WindowPages : public QObject {
    Q_OBJECT
public:
    // Both must outlive the pages, which belong to the widgets that `stack` and `sideBar` are put into.
    WindowPages(WindowActions& actions, WindowState& state, QObject* parent);

    void restoreSettings();
    void saveSettings() const;

    ExperimentPage* experiment;
    SideBar* sideBar;
    QStackedWidget* stack;
    DesignPage* design;
    TrainPage* train;
    InspectPage* inspect;
    RunsPage* runs;
    PredictionsPage* predictions;
    SweepsPage* sweeps;

private:
    QAction* makeStartFrom(WindowActions& actions);
};

}  // namespace isonet::workbench
