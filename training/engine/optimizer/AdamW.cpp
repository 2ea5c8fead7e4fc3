#include "training/engine/optimizer/AdamW.h"

#include <ATen/ATen.h>

#include "training/engine/optimizer/Optimizers.h"

namespace isonet::training {

void AdamRule::begin(const at::Tensor& overflow) {
    steps.add_(1);
    if (overflow.defined())
        steps.sub_(overflow.squeeze());
}

void AdamRule::apply(const UpdatedParameters& now, const Rate& rate, double weightDecay,
                     const at::Tensor& overflow) const {
    const auto found = overflow.defined() ? std::optional<at::Tensor>(overflow) : std::nullopt;
    const std::vector<at::Tensor> counts(now.parameters.size(), steps);
    std::visit(
        [&](const auto& value) {
            at::_fused_adamw_(now.parameters, now.gradients, now.momenta, now.secondMoments, /*max_exp_avg_sqs=*/{},
                              counts, value, beta1, beta2, weightDecay, epsilon, /*amsgrad=*/false, /*maximize=*/false,
                              /*grad_scale=*/std::nullopt, found);
        },
        rate);
}

AdamW::AdamW(const torch::nn::Module& module, const config::OptimizerConfig& config, bool fixup)
    : Optimizer(parameterGroups(module, config, fixup)), rule_(config) {
    rule_.steps = addCounter("steps");
    for (ParameterGroup& group : groups_) {
        addMomenta(group);
        addSecondMoments(group);
    }
}

void AdamW::update(const ParameterGroup& group, const UpdatedParameters& now, const Rate& rate,
                   const at::Tensor& overflow) {
    rule_.apply(now, rate, group.weightDecay, overflow);
}

std::unique_ptr<Optimizer> makeAdamW(const OptimizerInput& input) {
    return std::make_unique<AdamW>(input.module, input.config, input.fixup);
}

}  // namespace isonet::training
