// Experiments that wait until this window is free: rows of a queue in the folder of runs, so that they outlast the
// window, and can be reordered and removed on the Sweeps page. Run one after another when training here ends. GUI
// thread only; files are written on a worker thread.
#pragma once

#include <QObject>
#include <QString>

#include "app/workbench/jobs/JobThread.h"
#include "training/config/RunConfig.h"

namespace isonet::workbench {

class Notices;
class QueueController;
class RunFolders;
class RunSession;

class WaitingRuns : public QObject {
    Q_OBJECT
public:
    // All must outlive this object.
    WaitingRuns(RunSession& session, QueueController& queues, RunFolders& folders, Notices& notices,
                QObject* parent = nullptr);

    void add(const config::RunConfig& config);
    void hold() { held_ = true; }  // starts nothing more: the window is closing, or another run is to start
    void release() { held_ = false; }

Q_SIGNALS:
    void added(const QString& folder);  // of the queue

private:
    void next(const QString& ended);

    RunSession& session_;
    QueueController& queues_;
    RunFolders& folders_;
    Notices& notices_;
    bool held_ = false;
    int number_ = 0;
    JobThread jobs_;  // last: joined first
};

}  // namespace isonet::workbench
