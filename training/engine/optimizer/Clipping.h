// Limits of the gradients of an update.
#pragma once

#include <torch/types.h>

#include <vector>

#include "training/engine/optimizer/ParameterGroups.h"

namespace isonet::training {

// Clips the global norm |g| of the gradients: g <- g min(1, limit / (|g| + 1e-6)), as torch.nn.utils.clip_grad_norm_.
// Returns the norm before clipping, on the device.
at::Tensor clipGradients(const std::vector<at::Tensor>& gradients, double limit);

// Adaptive clipping of the gradient g_i of each unit w_i, an output of a convolution or linear layer, or a whole
// vector: g_i <- g_i min(1, ratio max(|w_i|, 1e-3) / |g_i|). `ratio`: 0.01 as published. Source: Brock et al.,
// "High-performance large-scale image recognition without normalization" (2021).
void clipUnits(const at::Tensor& parameter, const at::Tensor& gradient, double ratio);
// The gradients of all parameters but the classifier's; for a detector, but those outside of the backbone.
void clipUnits(const std::vector<ParameterGroup>& groups, double ratio, bool detector);

}  // namespace isonet::training
