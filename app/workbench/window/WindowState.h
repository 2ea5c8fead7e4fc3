// What the window's pages and commands work on: the experiment, the runs, the queues, the jobs, and the messages about
// them. GUI thread only.
#pragma once

#include <QObject>

namespace isonet::widgets {
class MessageBar;
}

class QStatusBar;

namespace isonet::workbench {

class AlertWatch;
class BackgroundQueries;
class DraftDocument;
class JobsController;
class Notices;
class Notifier;
class QueueController;
class RunFolders;
class RunPlaces;
class RunRequests;
class RunSession;
class RunStarter;
class WaitingRuns;
class WeightsRescue;

class WindowState : public QObject {
public:
    // `window` is the parent of questions and owns the state; `bar` and `status` stay the window's.
    WindowState(QWidget* window, widgets::MessageBar* bar, QStatusBar* status);
    ~WindowState() override;  // after the pages; stops what is in progress and waits

    Notices* notices;
    DraftDocument* draft;
    RunFolders* folders;
    RunSession* session;
    RunRequests* requests;
    QueueController* queues;
    BackgroundQueries* background;
    RunPlaces* places;
    WaitingRuns* waiting;
    RunStarter* starter;
    WeightsRescue* rescue;
    JobsController* jobs;
    Notifier* notifier;
    AlertWatch* alerts;
};

}  // namespace isonet::workbench
