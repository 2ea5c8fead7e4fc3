#pragma once

#include "app/bench/Benchmark.h"
#include "app/bench/Comparison.h"
#include "app/bench/PenaltySpeed.h"

namespace isonet::benchmarks {

// The orthogonality penalty of a network's convolutions, value and gradient, against the published padded convolution.
Benchmark penaltyBenchmark();

struct PenaltyComparison {
    Comparison times;
    double gradientDifference = 0;  // |ours - published| / |published|, of the first layer
};
PenaltyComparison comparePenalty(const PenalizedLayers& layers);

}  // namespace isonet::benchmarks
