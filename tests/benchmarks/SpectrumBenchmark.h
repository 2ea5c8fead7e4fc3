#pragma once

#include <ostream>

namespace isonet::benchmarks {

void runSpectrumBenchmark(std::ostream& out);

}  // namespace isonet::benchmarks
