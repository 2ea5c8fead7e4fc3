// `training`: a whole training, with its loader, records and measurements, against the bare step that it repeats.
#pragma once

#include "app/bench/Benchmark.h"
#include "app/bench/Comparison.h"

namespace isonet::benchmarks {

// Seconds per step of the configuration's network, penalty, optimizer, batch size, precision and measurements.
// published: the step alone, on one batch that is on the device. ours: a run of one epoch on random images in memory,
// from the end of its first step to the end of its last, so that its start, its validation and its checkpoints do not
// count. The fastest of `turns` runs of `steps` steps each; the sides alternate. Throws config::ConfigError, and
// std::runtime_error if a run does not train to its end.
Comparison compareTraining(const config::RunConfig& config, int steps, int turns);

Benchmark trainingBenchmark();

}  // namespace isonet::benchmarks
