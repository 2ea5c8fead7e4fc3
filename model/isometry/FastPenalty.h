// The convolution penalty d^2 / 2 = ||Conv(A, A) - delta||_F^2 / 2 (equations (13) and (14)) with its gradient, in far
// fewer operations than the published padded convolution of the kernel with itself. Equals
// convolutionPenaltyReference() (Penalty.h) up to rounding.
//
// By frequency (stride 1): Conv(A, A) has (2 kh - 1)(2 kw - 1) = N shifts, so by Parseval's theorem G = A A^H at the N
// DFT frequencies is enough, one of each conjugate pair: d^2 = 1/N sum of ||G - I||^2, with gradient 2 (G - I) A there.
// With A = X + iY, (X + Y)(X - Y)^T and Y Y^T give G (two real products instead of four), and three give the gradient.
// For 3x3 that is 62 products of n x n matrices instead of some 675.
// By shift: only shifts that are multiples of the stride count, one product per pair of opposite shifts and two for its
// gradient. For 3x3 that is 126 products of one tap with stride 1, and 42 with stride 2.
// By shift, one kernel after another in the CPU's caches: the second for kernels of up to 64 rows (ShiftPenalty.h).
// By lanes: the same for groups of few channels, one group per vector lane of the CPU; all layers at once on CUDA
// (GroupedPenalty.h).
// GramPenalty.h estimates the cost of each and chooses; a GPU gets the ways with the fewest launches.
//
// Layers of equal shape and the groups of a layer are batched. Any device works; the CPU and CUDA have fused
// loops. On CUDA a shape takes about ten launches, however many layers have it, and all small groups together two.
#pragma once

#include <torch/types.h>

#include <vector>

namespace isonet::model {

// d^2 / 2 of each kernel, (L), on the kernels' device. weights[i]: (M, C / groups[i], kh, kw), each group a kernel of
// its own, summed over the groups; groups empty: 1 each. strides[i] > 0: of Conv(A, A) (GramStride.h). Float32 (float64
// for float64 kernels), also under autocast and with TF32 enabled. A required gradient is computed with the value, and
// the backward pass only scales it; second derivatives use the reference. Throws c10::Error naming the kernel's shape,
// stride or groups.
at::Tensor convolutionPenalty(const std::vector<at::Tensor>& weights, const std::vector<std::int64_t>& strides,
                              const std::vector<std::int64_t>& groups = {});

}  // namespace isonet::model
