// The CPU loop of HermitianResidual.h: one pass over the products, on all of torch's threads.
#pragma once

#include <ATen/core/Tensor.h>

namespace isonet::model::cpu {

// squares: (layers) float64, written; factors: written unless undefined. All contiguous.
void hermitianResidual(const at::Tensor& mixed, const at::Tensor& even, std::int64_t layers, at::Tensor& squares,
                       const at::Tensor& factors);

}  // namespace isonet::model::cpu
