// The CPU loop of GroupedPenalty.h.
#pragma once

#include <ATen/core/Tensor.h>

namespace isonet::model::cpu {

// Like the function of the same name in GroupedPenalty.h, with arguments already checked.
double groupedPenalty(const at::Tensor& kernels, std::int64_t stride, const at::Tensor& gradients);

}  // namespace isonet::model::cpu
