#include "training/engine/optimizer/Muon.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

#include "model/kernels/TF32Scope.h"
#include "training/engine/optimizer/Optimizers.h"
#include "training/engine/runtime/Precision.h"

namespace isonet::training {
namespace {

at::ScalarType newtonSchulzType(const at::Device& device, config::NewtonSchulzPrecision precision) {
    using config::NewtonSchulzPrecision;
    const bool low = precision == NewtonSchulzPrecision::Automatic
                         ? precisionOn(device, config::Precision::Automatic) == config::Precision::BFloat16
                         : precision == NewtonSchulzPrecision::BFloat16;
    return low ? at::kBFloat16 : at::kFloat;
}

}  // namespace

Muon::Muon(const torch::nn::Module& module, const config::OptimizerConfig& config, bool fixup)
    : Optimizer(parameterGroups(module, config, fixup, Matrices::Hidden)),
      others_(config),
      othersFactor_(config.adamRateFactor),
      momentum_(config.momentum),
      steps_(newtonSchulzSteps(config)) {
    others_.steps = addCounter("steps");
    for (ParameterGroup& group : groups_) {
        addMomenta(group);
        if (group.name != matricesGroup)
            addSecondMoments(group);
    }
    if (!groups_.empty())
        type_ = newtonSchulzType(groups_.front().parameters.front().device(), config.newtonSchulzPrecision);
}

void Muon::update(const ParameterGroup& group, const UpdatedParameters& now, const Rate& rate,
                  const at::Tensor& overflow) {
    if (group.name != matricesGroup) {
        others_.apply(now, scaled(rate, othersFactor_), group.weightDecay, overflow);
        return;
    }
    const model::TF32Scope exact(false, now.parameters.front().device());
    // An overflow leaves everything as it was, without waiting for the device.
    const auto set = [&](const at::Tensor& place, const at::Tensor& value) {
        place.copy_(overflow.defined() ? at::where(overflow.squeeze() == 0, value, place) : value);
    };
    for (std::size_t i = 0; i < now.parameters.size(); ++i) {
        const at::Tensor &weight = now.parameters[i], &gradient = now.gradients[i];
        const at::Tensor velocity = now.momenta[i].lerp(gradient, 1 - momentum_);
        const at::Tensor direction = gradient.lerp(velocity, momentum_).flatten(1);
        const double ratio = static_cast<double>(direction.size(0)) / static_cast<double>(direction.size(1));
        const at::Tensor update =
            nearlyOrthogonal(direction, steps_, type_).mul(std::sqrt(std::max(1.0, ratio))).reshape(weight.sizes());
        std::visit([&](const auto& value) { set(weight, weight * (1 - value * group.weightDecay) - update * value); },
                   rate);
        set(now.momenta[i], velocity);
    }
}

std::unique_ptr<Optimizer> makeMuon(const OptimizerInput& input) {
    return std::make_unique<Muon>(input.module, input.config, input.fixup);
}

}  // namespace isonet::training
