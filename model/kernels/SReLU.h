// Shifted ReLU, phi_b(y) = max(y, b), equation (15), as a single operator that keeps only its output:
//   forward  x = max(y, b);  backward dy = g [x > b],  db = sum over N, H, W of g [x <= b].
// At y = b the gradient goes to b, as in the published relu(y - b) + b.
//
// y: (N, C, H, W) or (N, C), float32 / bfloat16 / float16 (float64 on CPU), contiguous, channels-last or strided.
// b: (1, C, 1, 1) or (1, 1, 1, 1), any of those types. Twice differentiable (its second derivative is zero; the mask is
// constant). CPU and CUDA. Throws c10::Error naming the operator and the shapes.
#pragma once

#include <torch/types.h>

namespace isonet::model {

at::Tensor srelu(const at::Tensor& y, const at::Tensor& b);
// In place: overwrites y. The operator that produced y must not need it for its gradient (a convolution does not).
at::Tensor& srelu_(at::Tensor& y, const at::Tensor& b);

}  // namespace isonet::model
