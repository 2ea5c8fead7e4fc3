#pragma once

#include "app/bench/Benchmark.h"

namespace isonet::benchmarks {

// An optimizer step against the published method and against its convolutions alone; peak memory; telemetry overhead.
Benchmark stepBenchmark();          // ISONet-20, 128 images of 32x32
Benchmark imageNetStepBenchmark();  // ISONet-34, 16 images of 224x224

}  // namespace isonet::benchmarks
