#pragma once

#include <cstdint>

#include "app/bench/Benchmark.h"
#include "app/bench/Comparison.h"

namespace isonet::benchmarks {

// The orthogonality penalty of a network's convolutions, value and gradient, against the published padded convolution.
Benchmark penaltyBenchmark();

// `count` convolutions of one shape.
struct PenalizedLayers {
    std::int64_t outputs, inputs, kernel, stride;
    int count;
};
struct PenaltyComparison {
    Comparison times;
    double gradientDifference = 0;  // |ours - published| / |published|, of the first layer
};
PenaltyComparison comparePenalty(const PenalizedLayers& layers);

}  // namespace isonet::benchmarks
