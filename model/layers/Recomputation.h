// Activation checkpointing (Chen et al., 2016): a module keeps only its input for the backward pass, which computes its
// signals again. Costs one more forward pass of the module.
#pragma once

#include <torch/nn/module.h>
#include <torch/types.h>

#include <functional>

namespace isonet::model {

// forward(x) with these gradients and, on the CPU, these bits as without recomputation: random numbers are drawn from
// the same state, autocast has the same settings, and running statistics are updated once. `module`: whose parameters
// `forward` uses; it must outlive the backward pass. Second derivatives are not available. Calls forward(x) alone if no
// gradient is required.
at::Tensor recomputedInBackward(torch::nn::Module& module, const std::function<at::Tensor(const at::Tensor&)>& forward,
                                const at::Tensor& x);

}  // namespace isonet::model
