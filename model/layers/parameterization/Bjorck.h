// The nearest matrix with orthonormal rows or columns.
//
// W is divided by an upper bound of its spectral norm, |(W W^H)^4|_F^(1/8), whose gradient does not matter: the limit
// does not depend on it. Then 8 steps (Björck and Bowie, 1971)
//
//   W <- 1.5 W - 0.5 W W^H W,
//
// after 4 quintic steps W <- a W + b W W^H W + c (W W^H)^2 W with Muon's coefficients (Jordan et al., 2024), or 10 if
// one side is more than half of the other: these multiply small singular values by 3.4 instead of 1.5. Published with
// BCOP (Li et al., 2019) are 12 steps of the first kind alone; their limit is the same, but nearly square matrices do
// not reach it.
//
// The gradient is that of the limit: with W = H Y, H = (W W^H)^(1/2), E = G Y^H and the solution Z of
// H Z + Z H = E - E^H,
//
//   dL/dW = Z Y + H^(-1) (G - E Y)
//
// (n <= m; Higham, Functions of Matrices, 2008, chapter 8). H is decomposed on the CPU. Other devices, which would wait
// for its eigenvalues, differentiate the steps.
#pragma once

#include <torch/types.h>

namespace isonet::model {

// (..., n, m), real or complex -> the same shape with orthonormal rows (n <= m) or columns. Carries gradients. Throws
// c10::Error for fewer than two dimensions.
at::Tensor nearestOrthogonal(const at::Tensor& matrices);

// |(W W^H)^4|_F^(1/8) of each matrix (..., 1, 1): at least its largest singular value, at most min(n, m)^(1/16) times
// it. Carries gradients, also at 0.
at::Tensor normBound(const at::Tensor& matrices);

}  // namespace isonet::model
