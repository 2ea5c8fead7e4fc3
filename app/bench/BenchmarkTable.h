// The table of all benchmarks.
#pragma once

#include <string_view>
#include <vector>

#include "app/bench/Benchmark.h"

namespace isonet::benchmarks {

// In the order `isonet bench` lists them.
const std::vector<Benchmark>& benchmarks();
// nullptr if no benchmark has this name.
const Benchmark* find(std::string_view name);

}  // namespace isonet::benchmarks
