// During its lifetime, float32 products are computed in float32: no autocast, no TF32. Isometry compares numbers near 1
// and 0, which lower precision cannot resolve.
//
// Autocast: on this thread, and in backward passes started from it. TF32: in cuBLAS and cuDNN, for products started by
// any thread, autograd's included (TF32Scope.h). A backward pass after the scope's end is not covered: use the
// functions of PreciseProduct.h in what will be differentiated later.
#pragma once

#include <ATen/autocast_mode.h>
#include <ATen/core/Tensor.h>

#include "model/kernels/TF32Scope.h"

namespace isonet::model {

struct FullPrecision {
    explicit FullPrecision(const at::Device& device) : noTF32(false, device) {}  // where the products are computed

    c10::impl::ExcludeDispatchKeyGuard noAutocast{c10::autocast_dispatch_keyset};
    TF32Scope noTF32;
};

inline at::Tensor atLeastFloat(const at::Tensor& weight) {
    return weight.scalar_type() == at::kDouble ? weight : weight.to(at::kFloat);
}

}  // namespace isonet::model
