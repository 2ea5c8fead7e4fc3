// Maps of one convolution: Conv(A, A) - delta by shift and channel pair, and singular values by frequency.
#pragma once

#include <torch/types.h>

#include <optional>
#include <stop_token>

#include "model/isometry/LayerMaps.h"
#include "model/layers/Network.h"

namespace isonet::model {

// Conv(A, A) - delta of one group, (n, n, 2 (kh - 1) / s + 1, 2 (kw - 1) / s + 1), on the side with fewer channels,
// n = min(M, C), at shifts that are multiples of the stride s. The published padding k - 1 reaches these symmetrically
// if s divides k - 1; otherwise it is reduced to the largest multiple of s (rounded-down division above). Same type and
// device as the kernel; carries gradients.
at::Tensor gramResidual(const at::Tensor& kernel, std::int64_t stride);

// The same for a grouped kernel (M, C / groups, kh, kw) with n of a group: (groups, n, n, ...), by one grouped
// convolution. Between groups Conv(A, A) - delta is exactly 0.
at::Tensor gramResidual(const at::Tensor& weight, std::int64_t stride, std::int64_t groups);

// All maps of a layer's applied kernel, in float32 with singular values in float64. `offset`: b of the SReLU that
// follows, or undefined. Maps are empty if the kernel is not finite. Returns nullopt if stopped.
std::optional<LayerMaps> layerMaps(const ConvolutionLayer& layer, const at::Tensor& offset = {},
                                   std::stop_token stop = {});

}  // namespace isonet::model
