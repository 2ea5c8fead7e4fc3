#pragma once

#include <ostream>

namespace isonet::benchmarks {

void runSReLUBenchmark(std::ostream& out);

}  // namespace isonet::benchmarks
