// Reports the status and messages of a run to status.json, log.txt and the observer. Training thread only.
#pragma once

#include <chrono>
#include <string>

#include "training/engine/loop/StatusWriter.h"
#include "training/measurement/TrainingObserver.h"
#include "training/telemetry/RunDirectory.h"

namespace isonet::training {

// Storage errors are ignored; the observer is still notified, and learns once why log.txt is not written.
class StatusReporter {
public:
    // Starts with the stored status of a run that is resumed, so that a failure before the first step keeps its values.
    StatusReporter(telemetry::RunDirectory& directory, TrainingObserver& observer);

    telemetry::RunStatus status;  // current; sent by publish()

    // To the observer at most five times a second, to status.json every two seconds, written on another thread;
    // `now`: to both before it returns.
    void publish(bool now = false);
    void state(telemetry::RunState state, const std::string& message = {});  // changes and publishes immediately
    // Stores the current status with the state Finished, which is not written again. Throws if it cannot be stored.
    void storeFinished();
    void endRepeats() { writer_.endRepeats(); }  // StatusWriter.h; from any thread
    void message(const std::string& line);       // log.txt and the observer
    void log(const std::string& line);           // log.txt only
    void logBeside(const std::string& line);     // the same, from any thread

private:
    using Clock = std::chrono::steady_clock;
    telemetry::RunDirectory& directory_;
    TrainingObserver& observer_;
    StatusWriter writer_;
    Clock::time_point observed_{}, written_{};
    bool finished_ = false;    // the file says so
    bool logRefused_ = false;  // reported
};

}  // namespace isonet::training
