#include "model/layers/parameterization/Soc.h"

#include <ATen/ATen.h>

#include <cmath>

#include "model/layers/Initialization.h"
#include "model/layers/parameterization/Bjorck.h"
#include "model/layers/parameterization/KernelProducts.h"

namespace isonet::model {

at::Tensor socKernel(const RawKernel& raw, const spec::ConvolutionPlan& plan) {
    const std::int64_t groups = plan.groups, height = plan.kernel.height, width = plan.kernel.width;
    const std::int64_t channels = raw.weight.size(1);
    const at::Tensor skew = raw.weight - adjointKernel(raw.weight, groups);
    const at::Tensor bound =
        std::sqrt(static_cast<double>(height * width)) * normBound(skew.flatten(1).unflatten(0, {groups, channels}));
    const at::Tensor factor = spec::seriesNorm / bound.clamp_min(spec::seriesNorm);  // (groups, 1, 1)
    const at::Tensor exponent = (skew.flatten(1).unflatten(0, {groups, channels}) * factor).view_as(skew);

    const auto paddedTo = [&](const at::Tensor& kernel, std::int64_t degree) {
        const std::int64_t y = (spec::seriesDegree - degree) * (height / 2),
                           x = (spec::seriesDegree - degree) * (width / 2);
        return at::constant_pad_nd(kernel, {x, x, y, y});
    };
    at::Tensor term =
        at::eye(channels, skew.options().requires_grad(false)).repeat({groups, 1}).unsqueeze(2).unsqueeze(3);
    at::Tensor sum = paddedTo(term, 0);
    for (int degree = 1; degree <= spec::seriesDegree; ++degree) {
        term = composed(exponent / degree, term, groups);
        sum = sum + paddedTo(term, degree);
    }
    return sum.unflatten(0, {groups, channels})
        .narrow(1, 0, spec::innerChannels(plan))
        .narrow(2, 0, plan.inputs / groups)
        .flatten(0, 1);
}

void initializeSoc(const RawKernel& raw, const spec::ConvolutionPlan& plan) {
    initializeKernel(raw.weight, plan.initialization, plan.groups);
}

}  // namespace isonet::model
