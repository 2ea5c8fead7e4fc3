// Deviation of convolutions whose kernel fills the grid (ConvolutionPlan::circular()), on that grid. There Conv(A, A)
// wraps around, so that the formulas of Deviation.h, whose kernels end, do not apply.
#pragma once

#include <torch/types.h>

#include <cstdint>

#include "model/isometry/LayerReport.h"

namespace isonet::model {

// A A* - I, or A* A - I with the s x s phases of the inputs as channels, whichever has fewer channels: by group,
// channel pair and shift in steps of the stride, (groups, n, n, H / s, W / s), float64, zero shift at (H / s / 2, W / s
// / 2). weight: (M, C / groups, H, W). Throws c10::Error if the stride does not divide the grid.
at::Tensor circularResidual(const at::Tensor& weight, std::int64_t stride, std::int64_t groups = 1);

// The norm of the above: 0 exactly if every singular value is 1.
double circularDeviation(const at::Tensor& weight, std::int64_t stride, std::int64_t groups = 1);

// Both sides, as sideDeviations() of Deviation.h.
SideDeviations circularSideDeviations(const at::Tensor& weight, std::int64_t stride, std::int64_t groups = 1);

}  // namespace isonet::model
