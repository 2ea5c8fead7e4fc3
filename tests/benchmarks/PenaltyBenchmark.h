#pragma once

#include <ostream>

namespace isonet::benchmarks {

void runPenaltyBenchmark(std::ostream& out);

}  // namespace isonet::benchmarks
