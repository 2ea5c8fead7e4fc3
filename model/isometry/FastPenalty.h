// The convolution penalty d^2 / 2 = ||Conv(A, A) - delta||_F^2 / 2 (equations (13) and (14)) with its gradient, in far
// fewer operations than the published padded convolution of the kernel with itself. Equals
// convolutionPenaltyReference() (Penalty.h) up to rounding.
//
// Stride 1: Conv(A, A) has (2k - 1)^2 shifts, so by Parseval's theorem G = A A^H at the (2k - 1)^2 DFT frequencies
// is enough, one of each conjugate pair: d^2 = 1/(2k - 1)^2 sum of ||G - I||^2, with gradient 2 (G - I) A there. With
// A = X + iY, (X + Y)(X - Y)^T and Y Y^T give G (two real products instead of four), and three give the gradient. For
// k = 3 that is 62 products of n x n matrices instead of some 675.
// Stride > 1 or k = 1: only shifts that are multiples of the stride count; they are few and computed directly, with one
// product per pair of opposite shifts and two for its gradient.
//
// Layers of equal shape are batched. Uses plain tensor operations, so any device works; the CPU has one fused loop.
#pragma once

#include <torch/types.h>

#include <vector>

namespace isonet::model {

// d^2 / 2 of each kernel, (L), on the kernels' device. weights[i]: (M, C, kh, kw), one group; strides[i] > 0. Float32
// (float64 for float64 kernels), also under autocast and with TF32 enabled. A required gradient is computed with the
// value, and the backward pass only scales it; second derivatives use the reference.
// Throws c10::Error naming the kernel's shape or stride.
at::Tensor convolutionPenalty(const std::vector<at::Tensor>& weights, const std::vector<std::int64_t>& strides);

}  // namespace isonet::model
