// Products of matrices for the penalty, by the faster of LibTorch's two libraries. MKL keeps its AVX-512 kernels for
// Intel's processors; on others with AVX-512 oneDNN multiplies large float32 matrices about twice as fast (isonet bench
// penalty prints the speed of both).
#pragma once

#include <torch/types.h>

namespace isonet::model {

// a b for every pair of matrices (L, m, k) and (L, k, n), without autograd. `out`: (L, m, n), contiguous, overlapping
// neither. Where speed does not matter, or the type or device is another: torch's own bmm.
void productOut(at::Tensor& out, const at::Tensor& a, const at::Tensor& b);
at::Tensor product(const at::Tensor& a, const at::Tensor& b);

}  // namespace isonet::model
