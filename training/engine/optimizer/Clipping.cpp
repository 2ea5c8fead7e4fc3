#include "training/engine/optimizer/Clipping.h"

#include <ATen/ATen.h>

namespace isonet::training {

at::Tensor clipGradients(const std::vector<at::Tensor>& gradients, double limit) {
    const at::NoGradGuard noGrad;
    if (gradients.empty())
        return at::zeros({});
    const at::Tensor norm = at::stack(at::_foreach_norm(gradients)).norm();
    at::_foreach_mul_(gradients, (limit / (norm + 1e-6)).clamp_max(1.0));
    return norm;
}

void clipUnits(const at::Tensor& parameter, const at::Tensor& gradient, double ratio) {
    constexpr double leastWeight = 1e-3, leastGradient = 1e-6;
    const at::NoGradGuard noGrad;
    const auto norms = [](const at::Tensor& tensor) {
        // The shared scalars and SReLU's b have sizes of 1 in the other dimensions.
        if (tensor.dim() < 2 || tensor.size(0) == tensor.numel() || tensor.size(0) == 1)
            return tensor.norm();
        std::vector<std::int64_t> unit;
        for (std::int64_t dimension = 1; dimension < tensor.dim(); ++dimension)
            unit.push_back(dimension);
        return tensor.norm(2, unit, /*keepdim=*/true);
    };
    const at::Tensor most = norms(parameter.detach()).clamp_min(leastWeight) * ratio;
    gradient.mul_((most / norms(gradient).clamp_min(leastGradient)).clamp_max(1.0));
}

void clipUnits(const std::vector<ParameterGroup>& groups, double ratio, bool detector) {
    for (const ParameterGroup& group : groups)
        for (std::size_t i = 0; i < group.parameters.size(); ++i)
            if (const at::Tensor& gradient = group.parameters[i].grad();
                gradient.defined() && !isOfClassifier(group.names[i], detector))
                clipUnits(group.parameters[i], gradient, ratio);
}

}  // namespace isonet::training
