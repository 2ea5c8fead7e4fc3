// Activation memory of a training step with SReLU, against the published expression relu(x - b) + b.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <utility>

#include "model/layers/Network.h"

namespace isonet::benchmarks {

// Bytes that one training step on the CPU allocates beyond weights, gradients and images.
struct StepMemory {
    std::int64_t kept = 0;  // held by the forward pass for the backward pass
    std::int64_t peak = 0;
};
// Of forward and backward pass, whose loss `forward` returns, and the loss.
std::pair<StepMemory, double> memoryOfStep(const model::Network& network, const std::function<at::Tensor()>& forward);

struct StepMemories {
    StepMemory published, ours;
};
// `spec`: a network without shortcuts and normalization, with SReLU. Throws std::logic_error if the two losses differ.
StepMemories activationMemory(const spec::ModelSpec& spec, std::int64_t batch);

}  // namespace isonet::benchmarks
