// Downsampling of a grid apart from a convolution's stride; the kinds are listed in model/spec/Stages.h.
#pragma once

#include <torch/types.h>

#include "model/spec/NetworkPlan.h"

namespace isonet::model {

// x: (N, C, H, W); s = plan.factor.
// Max and average: of each s x s cell -> (N, C, H / s, W / s), rounded down.
// Blur: the filter [1, 2, 1] / 4 in both directions with reflected borders, then every s-th pixel ->
// (N, C, ceil(H / s), ceil(W / s)) (Zhang, 2019).
// Space to depth: channel (c, dy, dx) of the result is channel c at the pixels (s y + dy, s x + dx) ->
// (N, C s^2, H / s, W / s).
// Returns x unless the plan is active.
at::Tensor resampled(const at::Tensor& x, const spec::ResamplingPlan& plan);

}  // namespace isonet::model
