#pragma once

#include "app/bench/Benchmark.h"
#include "app/bench/soak/SoakStatistics.h"

namespace isonet::benchmarks {

// Simulated use for as long as requested: rounds of starts, pauses, steers, signals, full disks and vanishing folders,
// each with one run, while two other programs follow all runs. After each training every invariant of the run is
// checked (RunInvariants.h), after each round the memory and descriptors of the programs that stay (LevelWatch.h).
SoakStatistics soak(const SoakOptions& options, std::ostream& progress);

// Prints the statistics; the exit code is 1 if there are faults. The folder of a soak with faults stays.
Benchmark soakBenchmark();

}  // namespace isonet::benchmarks
