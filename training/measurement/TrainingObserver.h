// Receives the progress of a running training.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "training/config/RunConfig.h"
#include "training/telemetry/Record.h"
#include "training/telemetry/RunDirectory.h"

namespace isonet::training {

// Called on the training thread (onRecords also on the measuring thread, never two at once). Must return quickly.
class TrainingObserver {
public:
    virtual ~TrainingObserver() = default;
    virtual void onStatus(const telemetry::RunStatus&) {}  // at most five times a second, and on each new state
    virtual void onStep(std::int64_t) {}                   // after each step, with the number of steps done
    virtual void onRecords(const std::vector<telemetry::Record>&) {}  // written to the run directory
    virtual void onMessage(const std::string&) {}                     // a log line, also in log.txt
    // The configuration in force: at the start and after each change through TrainingControl.
    virtual void onConfig(const config::RunConfig&) {}
    // The disk is full. True: the run pauses until there is space or a stop is requested. False: it ends with a
    // StorageError and keeps its last checkpoint, which suits unattended runs. `message`: the file and the error.
    virtual bool waitForRoom(const std::string& /*message*/) { return true; }
};

}  // namespace isonet::training
