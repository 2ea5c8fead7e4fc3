// SReLU's loops on the CPU; operands as described in SReLUKernel.h. Vectorized, on all of torch's threads; sums do not
// depend on the number of threads.
#pragma once

#include <ATen/core/Tensor.h>

#include <optional>

namespace isonet::model::cpu {

void sreluOut(const at::Tensor& y, const at::Tensor& b, at::Tensor x);
void sreluBackwardOut(const at::Tensor& g, const at::Tensor& x, const at::Tensor& b, std::optional<at::Tensor> dy,
                      std::optional<at::Tensor> db);

}  // namespace isonet::model::cpu
