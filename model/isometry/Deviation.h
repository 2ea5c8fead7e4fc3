// Deviation of a convolution kernel from orthogonality.
#pragma once

#include <torch/types.h>

#include "model/isometry/LayerReport.h"

namespace isonet::model {

// weight: (M, C / groups, kh, kw), any floating type and device; each group is a separate kernel, and squares add up
// over the groups. All in float64. Throw c10::Error naming the kernel's shape.

// ||Conv(A, A) - delta||_F with the layer's stride and dilation (GramStride.h), Gram side as in Penalty.h (that with
// fewer channels): the square root of twice the penalty.
double isometryDeviation(const at::Tensor& weight, std::int64_t stride, std::int64_t groups = 1,
                         std::int64_t dilation = 1);

// ||W W^T - I||_F of the kernel flattened to (M, C kh kw), W^T W if M > C kh kw: equation (16).
double weightDeviation(const at::Tensor& weight, std::int64_t groups = 1);

// Computed on the smaller side; the other follows because A A* and A* A share their nonzero eigenvalues: per cell of
// s x s input positions, ||A* A - I||^2 = ||A A* - I||^2 + C s^2 - M. With dilation d, the outputs are those of the
// undilated kernel with stride s / gcd(s, d) (GramStride.h); the inputs still count every position of the s x s cell.
SideDeviations sideDeviations(const at::Tensor& weight, std::int64_t stride, std::int64_t groups = 1,
                              std::int64_t dilation = 1);

}  // namespace isonet::model
