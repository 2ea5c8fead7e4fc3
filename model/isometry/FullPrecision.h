// During its lifetime, float32 matrix products are computed in float32: no autocast, no TF32. The penalty compares
// numbers near 1 and 0, which lower precision cannot resolve. Current thread (TF32: whole process, as in torch).
#pragma once

#include <ATen/Context.h>
#include <ATen/autocast_mode.h>
#include <ATen/core/Tensor.h>

namespace isonet::model {

struct FullPrecision {
    c10::impl::ExcludeDispatchKeyGuard noAutocast{c10::autocast_dispatch_keyset};
    at::NoTF32Guard noTF32;
};

inline at::Tensor atLeastFloat(const at::Tensor& weight) {
    return weight.scalar_type() == at::kDouble ? weight : weight.to(at::kFloat);
}

}  // namespace isonet::model
