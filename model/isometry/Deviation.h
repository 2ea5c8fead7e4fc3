// Deviation of a convolution kernel from orthogonality.
#pragma once

#include <torch/types.h>

#include "model/isometry/LayerReport.h"

namespace isonet::model {

// ||Conv(A, A) - delta||_F with the given stride, Gram side as in Penalty.h (that with fewer channels): the square
// root of twice the penalty, in float64. weight: (M, C / groups, k, k), any floating type and device; each group is a
// separate kernel. A dilated kernel has the deviation of the undilated one with stride 1 (Penalty.h).
double isometryDeviation(const at::Tensor& weight, std::int64_t stride, std::int64_t groups = 1);

// ||W W^T - I||_F of the kernel flattened to (M, C k k), W^T W if M > C k k: equation (16), in float64.
double weightDeviation(const at::Tensor& weight);

// Computed on the smaller side; the other follows because A A* and A* A share their nonzero eigenvalues. A dilated
// operator of stride 1 is the undilated one on every d-th pixel and has the same values.
SideDeviations sideDeviations(const at::Tensor& weight, std::int64_t stride, std::int64_t groups = 1);

}  // namespace isonet::model
