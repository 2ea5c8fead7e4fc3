#pragma once

#include "app/bench/Benchmark.h"

namespace isonet::benchmarks {

// Overfits the detector of the preset detect-small to the first eight images of a folder in COCO 2017 layout
// (annotations/instances_train2017.json, train2017/). Evaluates on the same images every hundred batches and stops at
// 50 % box AP and 40 % mask AP, or at the end of the preset. Prints both with the time they took; the goal on two cores
// is fifteen minutes. runOn() throws training::DataError, config::ConfigError.
Benchmark overfitBenchmark();

}  // namespace isonet::benchmarks
