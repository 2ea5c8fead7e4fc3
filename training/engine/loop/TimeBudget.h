// run.time_limit: training ends after that many minutes, and the learning rate follows whichever is further, the steps
// or the time. Counted is the time of the steps (StepClock::trainedSeconds()), also of earlier processes of the run.
// How many steps fit depends on the machine and its load, so such runs cannot be repeated bit for bit.
#pragma once

#include <cstdint>

#include "training/engine/loop/StepClock.h"
#include "training/engine/loop/TrainingContext.h"

namespace isonet::training {

// Training thread only. In a group all ranks have the time of the first one.
class TimeBudget {
public:
    TimeBudget(const TrainingContext& context, const StepClock& clock) : context_(context), clock_(clock) {}

    // Reads the time, before each step; collective if there is a limit. Whether time is left.
    bool poll(const config::RunConfig& config);

    bool spent(const config::RunConfig& config) const;
    // The step whose learning rate holds: max(step / steps, time / limit) of the run's steps.
    std::int64_t scheduleStep(const config::RunConfig& config, std::int64_t step, std::int64_t stepsPerEpoch) const;
    // As StepClock::secondsLeft(), until the run's end or the limit.
    double secondsLeft(const config::RunConfig& config, std::int64_t steps, std::int64_t evaluations,
                       std::int64_t stepsPerEpoch) const;

    // Messages of the run.
    void reportStart(const config::RunConfig& config) const;
    void reportEnd(const config::RunConfig& config, std::int64_t step, std::int64_t steps) const;

private:
    const TrainingContext& context_;
    const StepClock& clock_;
    double seconds_ = 0;  // at the last poll()
};

}  // namespace isonet::training
