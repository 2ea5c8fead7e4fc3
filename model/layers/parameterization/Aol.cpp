#include "model/layers/parameterization/Aol.h"

#include <ATen/ATen.h>

#include "model/layers/Initialization.h"
#include "model/layers/parameterization/KernelProducts.h"

namespace isonet::model {

at::Tensor aolKernel(const RawKernel& raw, const spec::ConvolutionPlan& plan) {
    const std::int64_t groups = plan.groups, inputs = raw.weight.size(1);
    const at::Tensor gram = composed(adjointKernel(raw.weight, groups), raw.weight, groups);  // (C, C / groups, ...)
    const at::Tensor sums = gram.abs().sum({2, 3}).unflatten(0, {groups, inputs}).sum(1);     // (groups, C / groups)
    const at::Tensor factors = (sums + 1e-6).rsqrt().view({groups, 1, inputs, 1, 1});
    return (raw.weight.unflatten(0, {groups, raw.weight.size(0) / groups}) * factors).flatten(0, 1);
}

void initializeAol(const RawKernel& raw, const spec::ConvolutionPlan& plan) {
    initializeKernel(raw.weight, plan.initialization, plan.groups);
}

}  // namespace isonet::model
