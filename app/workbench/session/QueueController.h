// Runs queues: one row at a time with this window's worker, or several as processes (ScheduledQueues), as the queue's
// plan says. Reports how a queue ended. GUI thread only.
#pragma once

#include <QObject>
#include <QString>

#include "app/workbench/jobs/TrainingWorker.h"
#include "widgets/sweeps/QueueView.h"

namespace isonet::workbench {

class Notices;
class BackgroundRead;
class RunSession;
class ScheduledQueues;

class QueueController : public QObject {
    Q_OBJECT
public:
    // Both must outlive the controller.
    QueueController(RunSession& session, Notices& notices, QObject* parent = nullptr);

    // Starts the queue in `folder`, or resumes it where it is the one being run.
    void run(const QString& folder);
    void pause(const QString& folder, bool afterRow);  // after the current row, else after the current step
    void stop(const QString& folder);
    ScheduledQueues& scheduled() const { return *scheduled_; }
    // The queue that was being run when the program last ended, if it ended unexpectedly.
    void offerToResume();

    const QString& running() const;  // the folder of the one that the worker trains; empty: none
    // What this window does with the queue, and why it cannot be run. `plan`: as read last.
    widgets::QueueActivity activity(const QString& folder, const widgets::QueuePlan& plan) const;
    void setPageVisible(bool on) { pageVisible_ = on; }  // reports then need no button that shows the queue

Q_SIGNALS:
    void activityChanged();
    void showRequested(const QString& folder);
    // A queue has ended that was run as processes. `problem`: empty: all rows are done.
    void scheduledEnded(const QString& folder, const QString& problem);

private:
    void connectScheduled();
    void ended(const QString& folder, const TrainingOutcome& outcome);
    void offerToResume(const QString& folder);
    void runHere(const QString& folder);
    void runScheduled(const QString& folder, const QString& problem);
    void slow(const QString& folder);

    RunSession& session_;
    Notices& notices_;
    ScheduledQueues* scheduled_;
    BackgroundRead* reading_;
    BackgroundRead* changing_;  // of queue.json
    bool pageVisible_ = false;
};

}  // namespace isonet::workbench
