// Runs queues in this window: joins the page that lists them with the worker that trains their rows, and reports how a
// queue ended. GUI thread only.
#pragma once

#include <QObject>
#include <QString>

#include "app/workbench/jobs/TrainingWorker.h"
#include "widgets/sweeps/QueueView.h"

namespace isonet::workbench {

class Notices;
class PatientRead;
class RunSession;

class QueueController : public QObject {
    Q_OBJECT
public:
    // Both must outlive the controller.
    QueueController(RunSession& session, Notices& notices, QObject* parent = nullptr);

    // Starts the queue in `folder`, or resumes it where it is the one being run.
    void run(const QString& folder);
    void pause(bool afterRow);  // after the current row, else after the current step
    void stop();
    // The queue that was being run when the program last ended, if it ended unexpectedly.
    void offerToResume();

    const QString& running() const;                      // its folder; empty: none
    widgets::QueueActivity activity() const;             // what this window does, and why no other queue can be run
    void setPageVisible(bool on) { pageVisible_ = on; }  // reports then need no button that shows the queue

Q_SIGNALS:
    void activityChanged();
    void showRequested(const QString& folder);

private:
    void ended(const QString& folder, const TrainingOutcome& outcome);
    void offerToResume(const QString& folder);

    RunSession& session_;
    Notices& notices_;
    PatientRead* reading_;
    bool pageVisible_ = false;
};

}  // namespace isonet::workbench
