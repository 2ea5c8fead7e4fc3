#include "training/engine/optimizer/Orthogonal.h"

#include <ATen/ATen.h>

#include "model/kernels/TF32Scope.h"
#include "training/engine/optimizer/Optimizers.h"
#include "training/engine/optimizer/Stiefel.h"

namespace isonet::training {

Orthogonal::Orthogonal(const torch::nn::Module& module, const config::OptimizerConfig& config, bool fixup)
    : Optimizer(parameterGroups(module, config, fixup, Matrices::Hidden)),
      rule_{config.momentum, config.nesterov},
      retraction_(config.retraction),
      stabilizeSteps_(config.stabilizeSteps),
      steps_(addCounter("steps")) {
    if (rule_.momentum != 0)
        for (ParameterGroup& group : groups_)
            addMomenta(group);
}

void Orthogonal::begin(const at::Tensor& overflow) {
    skips_ = overflow.defined() && overflow.item<double>() != 0;
    if (skips_)
        return;
    const auto made = static_cast<std::int64_t>(steps_.item<double>());
    stabilizes_ = stabilizeSteps_ > 0 ? made % stabilizeSteps_ == 0 : made == 0;
    steps_.add_(1);
}

void Orthogonal::stabilize(const UpdatedParameters& now) const {
    for (std::size_t i = 0; i < now.parameters.size(); ++i) {
        const std::int64_t groups = now.convolutionGroups[i];
        const at::Tensor rows =
            retracted(kernelRows(now.parameters[i], groups).to(at::kDouble), config::Retraction::Polar);
        now.parameters[i].copy_(kernelOfRows(rows, now.parameters[i], groups));
        if (!now.momenta.empty())
            now.momenta[i].copy_(kernelOfRows(tangent(rows, kernelRows(now.momenta[i], groups).to(at::kDouble)),
                                              now.momenta[i], groups));
    }
}

void Orthogonal::update(const ParameterGroup& group, const UpdatedParameters& now, const Rate& rate,
                        const at::Tensor& overflow) {
    if (skips_)
        return;
    if (group.name != matricesGroup) {
        rule_.apply(now, rate, group.weightDecay, overflow);
        return;
    }
    const model::TF32Scope exact(false, now.parameters.front().device());
    if (stabilizes_)
        stabilize(now);
    for (std::size_t i = 0; i < now.parameters.size(); ++i) {
        const std::int64_t groups = now.convolutionGroups[i];
        const at::Tensor& weight = now.parameters[i];
        const at::Tensor rows = kernelRows(weight, groups);
        const at::Tensor slope = tangent(rows, kernelRows(now.gradients[i], groups));
        at::Tensor velocity = slope;
        if (!now.momenta.empty())
            velocity = kernelRows(now.momenta[i], groups) * rule_.momentum + slope;
        const at::Tensor direction = rule_.nesterov ? slope + velocity * rule_.momentum : velocity;
        const at::Tensor next =
            std::visit([&](const auto& value) { return retracted(rows - direction * value, retraction_); }, rate);
        weight.copy_(kernelOfRows(next, weight, groups));
        if (!now.momenta.empty())
            now.momenta[i].copy_(kernelOfRows(tangent(next, velocity), weight, groups));
    }
}

std::unique_ptr<Optimizer> makeOrthogonal(const OptimizerInput& input) {
    return std::make_unique<Orthogonal>(input.module, input.config, input.fixup);
}

}  // namespace isonet::training
