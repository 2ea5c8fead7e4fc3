// The spectral norm penalty: half of the square of the largest singular value sigma of the flattened kernel (M, C kh
// kw),
//
//   sigma^2 / 2,  with gradient sigma u v^T.
//
// sigma sqrt(kh kw) bounds the norm of the convolution (with stride 1), so the penalty attenuates what a layer
// amplifies most; it does not keep small singular values from vanishing. Groups are blocks of one matrix: the largest
// counts.
//
// Source: Yoshida and Miyato, "Spectral Norm Regularization for Improving the Generalizability of Deep Learning"
// (2017), equation (3), coefficient 0.01.
#pragma once

#include <torch/types.h>

#include <cstdint>

namespace isonet::model {

// One kernel (M, C / groups, kh, kw), a scalar in float32 (float64 for float64), through autograd. By power iteration
// on the Gram matrix of the smaller side (DominantValue.h). Throws c10::Error for shapes that are not kernels.
at::Tensor spectralNormPenalty(const at::Tensor& weight, std::int64_t groups = 1);

}  // namespace isonet::model
