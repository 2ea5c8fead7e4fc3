#include "model/layers/parameterization/Dirac.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "model/layers/Initialization.h"

namespace isonet::model {
namespace {

constexpr double alphaAtStart = 1, betaAtStart = 0.1;

// The delta kernel on the weight's device, without a loop over outputs.
at::Tensor deltaKernel(const at::Tensor& weight, std::int64_t groups) {
    const std::int64_t height = weight.size(2), width = weight.size(3);
    const at::Tensor center = at::eye(weight.size(0) / groups, weight.size(1), weight.options())
                                  .repeat({groups, 1})
                                  .unsqueeze(-1)
                                  .unsqueeze(-1);
    return at::constant_pad_nd(center, {width / 2, width - 1 - width / 2, height / 2, height - 1 - height / 2});
}

}  // namespace

at::Tensor diracKernel(const RawKernel& raw, const spec::ConvolutionPlan& plan) {
    const at::Tensor norms = raw.weight.flatten(1).norm(2, 1).clamp_min(1e-12);
    const auto perOutput = [](const at::Tensor& values) { return values.view({-1, 1, 1, 1}); };
    return perOutput(raw.scale[0]) * deltaKernel(raw.weight, plan.groups) +
           perOutput(raw.scale[1] / norms) * raw.weight;
}

void initializeDirac(const RawKernel& raw, const spec::ConvolutionPlan& plan) {
    initializeKernel(raw.weight, plan.initialization, plan.groups);
    raw.scale[0].fill_(alphaAtStart);
    raw.scale[1].fill_(betaAtStart);
}

}  // namespace isonet::model
