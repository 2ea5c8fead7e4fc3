#pragma once

#include <cstdint>
#include <ostream>

#include "model/spec/ModelSpec.h"

namespace isonet::benchmarks {

void runSReLUBenchmark(std::ostream& out);

// Bytes of one training step on the CPU, above what weights, gradients and images take: what the forward pass keeps for
// the backward pass, and the most at any time.
struct StepMemory {
    std::int64_t kept = 0, peak = 0;
};
struct StepMemories {
    StepMemory published, ours;  // with relu(x - b) + b, and as the network has it
};
// `spec`: without shortcut and normalisation, SReLU. Both sides compute the same loss; throws std::logic_error if not.
StepMemories activationMemory(const spec::ModelSpec& spec, std::int64_t batch);

}  // namespace isonet::benchmarks
