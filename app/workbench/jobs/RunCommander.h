// Starts runs outside this window and sends commands to runs that other processes train. Each may take seconds, on
// another computer, so they are carried out in order on a worker thread.
//
// Threads: GUI thread only; signals are emitted there. The destructor waits for the command being carried out; those
// that wait are dropped.
#pragma once

#include <QObject>
#include <QString>
#include <optional>

#include "app/workbench/jobs/JobThread.h"
#include "training/config/RunConfig.h"
#include "training/launch/ControlFile.h"
#include "training/launch/Launcher.h"

namespace isonet::workbench {

class RunCommander : public QObject {
    Q_OBJECT
public:
    explicit RunCommander(QObject* parent = nullptr);
    void setProgram(const QString& isonet) { program_ = isonet; }  // empty: the one next to this program

    // A new run with `config` in a fresh folder of `runsFolder`. This and resume() return the number of the launch.
    int start(const launch::Place& place, const config::RunConfig& config, const QString& runsFolder);
    int resume(const launch::Place& place, const QString& run);  // from its latest checkpoint
    // A row of a queue, in a process that takes the row's lease; launched() is emitted with the run.
    void resumeRow(const QString& run);
    // Continues a queue one row at a time in a process that outlives this one; launched() is emitted with its folder.
    void continueQueue(const QString& folder);
    void send(const QString& run, const launch::Command& command);
    void cancel(const QString& run, const launch::Ticket& ticket);  // a run that takes no commands: not started, silent
    void cancel(const QString& run);                                // the same, of one that has been launched just now
    bool isBusy() const { return pending_ > 0; }

Q_SIGNALS:
    // `number`: as start() and resume() have returned it; 0: of another kind.
    void launched(const QString& run, int number);
    void launchFailed(const QString& run, const QString& problem, int number);  // `run`: empty for a new one
    void answered(const QString& run, const QString& message);                  // the run's reply to the command
    void refused(const QString& run, const QString& problem);
    void idle();  // nothing is left to be carried out

private:
    void submit(std::function<void(std::stop_token)> work);
    int launch(const launch::Place& place, launch::Order order, const std::optional<config::RunConfig>& config);
    void startQueue(const QString& folder, const QStringList& options, const QString& run);

    QString program_;
    int pending_ = 0, number_ = 0, launches_ = 0;
    JobThread jobs_;  // last: joined first
};

}  // namespace isonet::workbench
