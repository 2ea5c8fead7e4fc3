// Matrix products for the penalty, with the faster of LibTorch's two libraries. MKL uses its AVX-512 kernels on Intel
// processors only; on others with AVX-512 oneDNN multiplies large float32 matrices about twice as fast (isonet bench
// penalty prints the speed of both).
#pragma once

#include <torch/types.h>

namespace isonet::model {

// a b for every pair of matrices (L, m, k) and (L, k, n), without autograd. `out`: (L, m, n), contiguous, not
// overlapping the inputs. Small matrices and other types or devices use torch's bmm.
void productOut(at::Tensor& out, const at::Tensor& a, const at::Tensor& b);
at::Tensor product(const at::Tensor& a, const at::Tensor& b);

}  // namespace isonet::model
