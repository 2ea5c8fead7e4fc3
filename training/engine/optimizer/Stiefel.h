// Kernels as points of the Stiefel manifold: matrices Y (r, c), r <= c, with orthonormal rows, Y Y^T = I. In float32 or
// float64; a leading dimension holds the groups of a convolution, whose kernels are independent.
// Sources: Absil, Mahony and Sepulchre, "Optimization algorithms on matrix manifolds" (2008), sections 3.6 and 4.1; the
// Euclidean metric, as in geoopt.
#pragma once

#include <torch/types.h>

#include "training/config/OptimizerConfig.h"

namespace isonet::training {

// weight: (M, C / groups, kh, kw) or (M, C). Per group the kernel flattened to (M, C kh kw), or its transpose flattened
// to (C, M kh kw) if M > C: (groups, r, c).
at::Tensor kernelRows(const at::Tensor& weight, std::int64_t groups);
// The inverse: a weight with the sizes of `like`.
at::Tensor kernelOfRows(const at::Tensor& rows, const at::Tensor& like, std::int64_t groups);

// The projection of a gradient on the tangent space at Y: G - (G Y^T + Y G^T) Y / 2.
at::Tensor tangent(const at::Tensor& rows, const at::Tensor& gradient);

// Orthonormal rows near `rows`. Qr: Y^T = Q R with a positive diagonal of R, then Q^T. Polar: U V^T of Y = U S V^T.
at::Tensor retracted(const at::Tensor& rows, config::Retraction retraction);

}  // namespace isonet::training
