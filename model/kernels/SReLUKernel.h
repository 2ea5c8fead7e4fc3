// The operators that SReLU's CPU and CUDA kernels implement, and the layout of their operands.
//
//   isonet::srelu_out(y, b, x!)                     x = max(y, b)
//   isonet::srelu_backward_out(g, x, b, dy!?, db!?) dy = g [x > b], db = sum g [x <= b]
//
// All tensors of one call are dense in one layout; x may be y, dy may be g. b is flat, one value or one per channel, of
// x's type. db holds as many float32 (float64 for float64) values; dy and db are optional.
#pragma once

#include <ATen/core/Tensor.h>

#include "model/kernels/SReLUMath.h"

namespace isonet::model {

inline SReLULayout sreluLayout(const at::Tensor& x, const at::Tensor& b) {
    const std::int64_t channels = b.numel();
    if (channels == 1)
        return {1, 1, x.numel()};
    if (x.dim() == 4 && x.is_contiguous())
        return {x.size(0), channels, x.size(2) * x.size(3)};
    return {x.numel() / channels, channels, 1};
}

}  // namespace isonet::model
