// What a run says about itself: status.json and log.txt, and the same to the observer. Training thread only.
#pragma once

#include <chrono>
#include <string>

#include "training/engine/Trainer.h"

namespace isonet::training {

// A disk that is full or gone does not stop a report: the observer still hears it.
class StatusReporter {
public:
    StatusReporter(telemetry::RunDirectory& directory, TrainingObserver& observer);

    telemetry::RunStatus status;  // the present one; publish() sends it

    // The observer at most five times a second, status.json every two seconds; `now` sends to both at once.
    void publish(bool now = false);
    void state(telemetry::RunState state, const std::string& message = {});  // changes and publishes at once
    void message(const std::string& line);                                   // log.txt and the observer
    void log(const std::string& line);  // log.txt alone: what the caller of train() is thrown

private:
    using Clock = std::chrono::steady_clock;
    telemetry::RunDirectory& directory_;
    TrainingObserver& observer_;
    Clock::time_point observed_{}, written_{};
};

}  // namespace isonet::training
