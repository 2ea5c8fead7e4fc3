// `isonet bench queue`: what several rows at a time gain.
#pragma once

#include "app/bench/Benchmark.h"

namespace isonet::benchmarks {

// The throughput of a queue of ISONet-20 with batches of 32 on the CPU, with one and with two slots; with --kills,
// rounds in which schedulers and rows are killed (QueueKills.h).
Benchmark queueBenchmark();

}  // namespace isonet::benchmarks
