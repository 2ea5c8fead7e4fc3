#pragma once

#include <cstdint>
#include <vector>

#include "app/bench/Benchmark.h"
#include "app/bench/Comparison.h"

namespace isonet::benchmarks {

// SReLU, forward and backward, against the published expression relu(x - b) + b; and the activation memory of both.
Benchmark sreluBenchmark();

// Times one activation of shape `sizes` (N, C, H, W), float32, including the gradient of b.
Comparison compareSReLU(const std::vector<std::int64_t>& sizes, bool channelsLast);

}  // namespace isonet::benchmarks
