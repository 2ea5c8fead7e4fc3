#include "model/layers/Branch.h"

#include <ATen/ATen.h>

#include "model/layers/Parts.h"
#include "model/layers/Resampling.h"

namespace isonet::model {

namespace {

// Initial weight of the normalization after the last convolution: 0, as published, so that a residual block starts as
// the identity. Without a shortcut this would block all gradients, and with a multiplier of 0 both would stay 0; in
// these cases it is 1.
double lastNormWeight(const spec::BlockPlan& plan) {
    const bool closedByMultiplier = plan.multiplier != spec::ResidualMultiplier::None && plan.multiplierStart == 0.0;
    return plan.shortcut && !closedByMultiplier ? 0.0 : 1.0;
}

}  // namespace

BranchImpl::BranchImpl(Parts& parts, const spec::BlockPlan& plan) {
    const spec::ModelSpec& spec = parts.spec();
    for (int i = 0; i < plan.convolutions; ++i) {
        const std::string letter(1, static_cast<char>('a' + i));
        const bool last = i == plan.convolutions - 1;
        Step step;
        if (i == plan.downsampleAt)
            step.resampling = plan.resampling;
        if (spec.fixup && i > 0)
            step.inputBias = register_module(letter + "_input_bias", SharedBias());
        step.convolution = register_module(letter, parts.convolution(plan.name + ".f." + letter));
        step.norm = parts.normalization(*this, letter, last ? lastNormWeight(plan) : 1.0);
        if (spec.fixup && !last)
            step.outputBias = register_module(letter + "_output_bias", SharedBias());
        if (!last)
            step.activation = register_module(letter + "_relu", parts.activation(plan.name + ".f." + letter + "_relu"));
        steps_.push_back(std::move(step));
    }
    if (spec.fixup)
        scale_ = register_module("shared_scalar", SharedScale(1, 1.0));
    else if (plan.multiplier != spec::ResidualMultiplier::None)
        scale_ = register_module("shared_scalar",
                                 SharedScale(plan.multiplier == spec::ResidualMultiplier::PerChannel ? plan.outputs : 1,
                                             plan.multiplierStart));
    if (spec.fixup)
        outputBias_ = register_module("output_bias", SharedBias());
}

at::Tensor BranchImpl::forward(const at::Tensor& input, const at::Tensor& skip) {
    at::Tensor x = input;
    for (auto& step : steps_) {
        if (step.inputBias)
            x = step.inputBias(x);
        x = step.convolution(resampled(x, step.resampling));
        if (!step.norm.is_empty())
            x = step.norm.forward(x);
        if (step.outputBias)
            x = step.outputBias(x);
        if (step.activation)
            x = step.activation(std::move(x));
    }
    if (scale_ && skip.defined() && !outputBias_)
        return scale_->addTo(skip, x);
    if (scale_)
        x = scale_(x);
    if (outputBias_)
        x = outputBias_(x);
    return skip.defined() ? x.add_(skip) : x;
}

}  // namespace isonet::model
