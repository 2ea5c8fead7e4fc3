#include "training/engine/optimizer/Sgd.h"

#include <ATen/ATen.h>

#include "training/engine/optimizer/Optimizers.h"

namespace isonet::training {

void SgdRule::apply(const UpdatedParameters& now, const Rate& rate, double weightDecay,
                    const at::Tensor& overflow) const {
    const auto found = overflow.defined() ? std::optional<at::Tensor>(overflow) : std::nullopt;
    // Momenta start at zero, so the first step needs no special case: m 0 + g = g.
    std::visit(
        [&](const auto& value) {
            at::_fused_sgd_(now.parameters, now.gradients, now.momenta, weightDecay, momentum, value,
                            /*dampening=*/0.0, nesterov && momentum != 0, /*maximize=*/false, /*is_first_step=*/false,
                            /*grad_scale=*/std::nullopt, found);
        },
        rate);
}

Sgd::Sgd(const torch::nn::Module& module, const config::OptimizerConfig& config, bool fixup)
    : Optimizer(parameterGroups(module, config, fixup)), rule_{config.momentum, config.nesterov} {
    if (rule_.momentum != 0)
        for (ParameterGroup& group : groups_)
            addMomenta(group);
}

void Sgd::update(const ParameterGroup& group, const UpdatedParameters& now, const Rate& rate,
                 const at::Tensor& overflow) {
    rule_.apply(now, rate, group.weightDecay, overflow);
}

std::unique_ptr<Optimizer> makeSgd(const OptimizerInput& input) {
    return std::make_unique<Sgd>(input.module, input.config, input.fixup);
}

}  // namespace isonet::training
