// Training steps with parameterized kernels, compared with free kernels and the penalty.
#pragma once

#include <cstdint>

#include "app/bench/ActivationMemory.h"
#include "app/bench/Benchmark.h"
#include "app/bench/Comparison.h"

namespace isonet::benchmarks {

struct ParameterizationCost {
    Comparison step;  // `published`: free with the penalty; `ours`: the parameterization. Seconds
    StepMemory memory;
    double sigmaMin = 0, sigmaMax = 0;  // of all layers, on the circular operator; `measured` only
};

// Forward and backward pass with loss of `spec`'s network on random images, on the CPU.
ParameterizationCost parameterizationCost(const spec::ModelSpec& spec, spec::Parameterization kind, std::int64_t batch,
                                          bool measured = true);

Benchmark parameterizationBenchmark();

}  // namespace isonet::benchmarks
