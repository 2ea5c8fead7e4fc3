// The eigenvalue of largest magnitude of symmetric matrices, by power iteration.
#pragma once

#include <torch/types.h>

namespace isonet::model {

// max |lambda| of each matrix: (G, n, n) -> (G), through autograd, with the last iterate as a constant. Always the same
// number of products, 40 with the 64th power of the matrix, from a fixed start, so that a step can be repeated bit for
// bit and captured in a CUDA graph. The value is at most the exact one; it falls short by the share
// (lambda_2 / lambda_1)^(2 * 40 * 64) of a second magnitude.
at::Tensor dominantValue(const at::Tensor& symmetric);

}  // namespace isonet::model
