#include "model/layers/parameterization/ScaledStandardization.h"

#include <ATen/ATen.h>

#include "model/layers/Initialization.h"

namespace isonet::model {

at::Tensor scaledStandardizedKernel(const RawKernel& raw, const spec::ConvolutionPlan&) {
    constexpr double least = 1e-4;
    const at::Tensor flat = raw.weight.flatten(1);
    const at::Tensor centered = flat - flat.mean(1, true);
    const at::Tensor squares = centered.square().sum(1, true).clamp_min(least);  // variance * N
    return (raw.scale.view({-1, 1}) * centered * squares.rsqrt()).view(raw.weight.sizes());
}

void initializeScaledStandardization(const RawKernel& raw, const spec::ConvolutionPlan& plan) {
    initializeKernel(raw.weight, plan.initialization, plan.groups);
    raw.scale.fill_(plan.gain);
}

}  // namespace isonet::model
