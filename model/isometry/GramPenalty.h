// The two ways FastPenalty.h computes values and gradients, for L kernels of one shape, without autograd. Kernels and
// gradients are (kh, kw, L, n, d), contiguous: a matrix per tap, with n (the Gram side) rows of d.
#pragma once

#include <torch/types.h>

namespace isonet::model {

struct GramPenalty {
    at::Tensor values;     // d^2 / 2 of each kernel (L)
    at::Tensor gradients;  // like the kernels; undefined if not requested
};

// Memory for the products of a batch, reused by the next: fresh pages each time would cost as much as the arithmetic.
// Grows as needed; every buffer keeps its first type and device.
class GramWorkspace {
public:
    // A contiguous tensor of the given shape in buffer `index` (0 .. 4); its previous contents are lost.
    at::Tensor get(size_t index, at::IntArrayRef shape, const at::TensorOptions& options);

private:
    at::Tensor buffers_[5];
};

// kernels: float32 or float64. values and gradients do not use the workspace.
GramPenalty gramPenaltyByFrequency(const at::Tensor& kernels, bool wantsGradient,
                                   GramWorkspace& workspace);  // stride 1
GramPenalty gramPenaltyByShift(const at::Tensor& kernels, std::int64_t stride, bool wantsGradient);

}  // namespace isonet::model
