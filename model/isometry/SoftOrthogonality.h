// Soft orthogonality of flattened kernels. With a kernel of shape (M, C, kh, kw) as the matrix W of C kh kw rows and M
// columns, W^T W is M x M, the side of the outputs:
//
//   SO    ||W^T W - I||_F^2
//   DSO   ||W^T W - I||_F^2 + ||W W^T - I||_F^2
//   MC    max |(W^T W - I)_ij|, the mutual coherence of columns of norm 1
//   SRIP  sigma(W^T W - I), the spectral norm, by power iteration (DominantValue.h)
//
// No factor 1/2, unlike the penalty of equation (16), which takes the smaller side. With M > C kh kw, W^T W - I cannot
// vanish. Groups are the blocks of one block-diagonal matrix: squares add up, and MC and SRIP take the largest.
//
// Source: Bansal, Chen and Wang, "Can We Gain More from Orthogonality Regularizations in Training Deep CNNs?" (NeurIPS
// 2018), equations (2), (4), (6) and (8).
#pragma once

#include <torch/types.h>

#include <cstdint>

namespace isonet::model {

// One kernel (M, C / groups, kh, kw), scalars in float32 (float64 for float64), through autograd. Throw c10::Error for
// shapes that are not kernels.
at::Tensor softOrthogonality(const at::Tensor& weight, std::int64_t groups = 1);
at::Tensor doubleSoftOrthogonality(const at::Tensor& weight, std::int64_t groups = 1);
at::Tensor mutualCoherence(const at::Tensor& weight, std::int64_t groups = 1);
at::Tensor spectralRestrictedIsometry(const at::Tensor& weight, std::int64_t groups = 1);

}  // namespace isonet::model
