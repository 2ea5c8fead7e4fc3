// How far the momentum of a kernel is from a multiple of an isometry.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <optional>

namespace isonet::training {

// momentum: (M, C / groups, kh, kw), as the kernel. With B = momentum sqrt(n) / |momentum|_F, n = min(M, C), which has
// the norm of an isometry: |Conv(B, B) - delta|_F / sqrt(n), the normalized deviation of B
// (model/isometry/Deviation.h). 0 for every multiple of an isometry, whatever the momentum's size; at most sqrt(n - 1)
// for 1x1 kernels (rank one). Nothing for a momentum of zeros or with values that are not finite. In float64.
std::optional<double> momentumDeviation(const at::Tensor& momentum, std::int64_t stride, std::int64_t groups,
                                        std::int64_t dilation);

}  // namespace isonet::training
