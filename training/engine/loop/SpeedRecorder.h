// What a run's steps wait for and what its device does, as records in addition to the scalars; and a sentence for the
// log if the images are the bottleneck.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "training/engine/loop/StepClock.h"
#include "training/measurement/DeviceMonitor.h"

namespace isonet::training {

class SpeedRecorder {
public:
    // `workers`, `cores`: loader workers and the cores that the process may use, for the sentence.
    SpeedRecorder(const std::string& device, int workers, int cores);
    SpeedRecorder(DeviceMonitor::Read read, int workers, int cores);

    std::vector<telemetry::Record> records(std::int64_t step, const StepClock& clock);
    // Once per run, when for a quarter of a minute at least a fifth of the time has been spent waiting: "Data-bound:
    // 38 % of the time of a step is spent waiting for images (data.workers: 2; cores: 16)."
    std::optional<std::string> notice(const StepClock& clock, StepClock::Clock::time_point now);

private:
    DeviceMonitor monitor_;
    int workers_, cores_;
    std::optional<StepClock::Clock::time_point> waitingSince_;
    bool said_ = false;
};

}  // namespace isonet::training
