// The learning rate schedule: warmup, then step or cosine decay. No torch header.
#pragma once

#include <cstdint>

#include "training/config/RunConfig.h"

namespace isonet::schedule {

// Learning rate of step `step` (0-based from the start of the run) with `stepsPerEpoch` steps per epoch.
// With t = step / stepsPerEpoch, E epochs and a warmup of W epochs:
//   warmup by steps:  rate * t / W while t < W (0 at the first step)
//   warmup by epochs: rate * (floor(t) + 1) / W while floor(t) + 1 < W, as published
//   step decay:        rate * factor^(number of milestones <= t)
//   cosine decay:      rate * (1 + cos(pi (t - W) / (E - W))) / 2
// Throws std::invalid_argument for step < 0 or stepsPerEpoch < 1.
double learningRateAt(const config::RunConfig& config, std::int64_t step, std::int64_t stepsPerEpoch);

// The step whose rate holds at `step` with the share `time` of run.time_limit used: max(step, time * steps of the run),
// at most the run's last step.
std::int64_t stepByTime(const config::RunConfig& config, std::int64_t step, std::int64_t stepsPerEpoch, double time);

// Sets run.epochs. Step decay keeps the milestones before the new end and clamps the first one past it to the end (so
// it never takes effect); cosine decay is rescaled to the new end.
void setEpochs(config::RunConfig& config, int epochs);

}  // namespace isonet::schedule
