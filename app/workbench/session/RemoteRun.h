// The shown run while another process trains it: which commands that process takes, and sends them. GUI thread only.
#pragma once

#include <QString>

#include "training/engine/loop/LiveSettings.h"
#include "training/launch/ControlFile.h"

namespace isonet::workbench {

class RunCommander;
class ShownRun;

class RemoteRun {
public:
    // Both must outlive this object.
    RemoteRun(const ShownRun& shown, RunCommander& commander) : shown_(shown), commander_(commander) {}

    // A process trains the run. On another machine, whose lock may not be visible here, its status says so.
    bool isLive() const;
    bool isPaused() const;

    QString problem() const;        // why the process takes no commands; empty: it does
    QString resumeProblem() const;  // why the run cannot be resumed; empty: it is paused there
    QString steerProblem() const;
    QString notice() const;  // what the user can do with the run

    void send(launch::Action action);
    void steer(const training::LiveSettings& settings);

private:
    QString inUse() const;

    const ShownRun& shown_;
    RunCommander& commander_;
};

}  // namespace isonet::workbench
