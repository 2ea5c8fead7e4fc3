// How far a convolution kernel is from orthogonal.
#pragma once

#include <torch/types.h>

namespace isonet::model {

// ||Conv(A, A) - delta||_F with the given stride, Gram side as in Penalty.h (that of the fewer channels): the square
// root of twice the penalty, in float64. weight: (M, C / groups, k, k), any floating type and device; groups count one
// by one. A dilated kernel has the deviation of the undilated one with stride 1 (Penalty.h).
double isometryDeviation(const at::Tensor& weight, std::int64_t stride, std::int64_t groups = 1);

// ||W W^T - I||_F of the kernel flattened to (M, C k k), W^T W where M > C k k: equation (16), in float64.
double weightDeviation(const at::Tensor& weight);

// Both sides of Theorem 1 for the strided operator A itself, away from borders. A A* = I: the operator's adjoint is an
// isometry; A* A = I: the operator is. Only the smaller side can vanish. A dilated operator of stride 1 is the
// undilated one on every d-th pixel, with the same values.
struct SideDeviations {
    double outputs = 0;  // ||A A* - I||_F, rows of one output position
    double inputs = 0;   // ||A* A - I||_F, rows of one cell of stride x stride input positions
};
// Computed on the smaller side; the other one follows, as A A* and A* A have the same eigenvalues but for zeros.
SideDeviations sideDeviations(const at::Tensor& weight, std::int64_t stride, std::int64_t groups = 1);

}  // namespace isonet::model
