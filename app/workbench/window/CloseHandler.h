// Closing the window while runs train: asks whether they continue without it or stop with a checkpoint, and waits until
// that has happened. GUI thread only.
#pragma once

#include <QObject>
#include <QString>
#include <QStringList>

class QWidget;

namespace isonet::workbench {

class JobsController;
class Notices;
class QueueController;
class RunSession;
class RunStarter;
class WaitingRuns;

enum class CloseChoice { Cancel, Detach, Stop };

class CloseHandler : public QObject {
    Q_OBJECT
public:
    // All must outlive this object. `window`: the one to be closed.
    CloseHandler(QWidget* window, RunSession& session, QueueController& queues, JobsController& jobs,
                 RunStarter& starter, WaitingRuns& waiting, Notices& notices);

    // Whether the window may close now. False: the user does not want to, or it closes by itself later.
    bool mayClose();
    void stopAndClose();  // stops what this window trains with a checkpoint, then closes; asks nothing

private:
    CloseChoice ask() const;
    QStringList outside() const;  // names of what runs as processes that this window has started
    bool canDetach() const;       // what this window trains can be continued by a process
    bool stopHere();              // false: it has not stopped yet
    bool handOver();              // false: the process has not been started yet
    bool stopOutside();           // false: not all have been asked yet
    void closeIfRequested();
    void giveUp();

    QWidget* window_;
    RunSession& session_;
    QueueController& queues_;
    JobsController& jobs_;
    RunStarter& starter_;
    WaitingRuns& waiting_;
    Notices& notices_;
    CloseChoice choice_ = CloseChoice::Cancel;  // Cancel: the user has not been asked
    bool waitingForRun_ = false, asked_ = false;
    // The run or queue that a process is to continue; empty: none
    QString toBeContinued_;
    bool continuesQueue_ = false;
    bool asking_ = false;
    QStringList startedMeanwhile_;  // runs
};

}  // namespace isonet::workbench
