#include "model/layers/Branch.h"

#include <ATen/ATen.h>

#include "model/layers/Parts.h"

namespace isonet::model {

namespace {

// Initial weight of BatchNorm after the last convolution: 0, as published, so that a residual block starts as the
// identity. Without a shortcut this would block all gradients, and with a multiplier of 0 both would stay 0; in these
// cases it is 1.
double lastNormWeight(const spec::ModelSpec& spec) {
    const bool closedByMultiplier = spec.multiplier != spec::ResidualMultiplier::None && spec.multiplierStart == 0.0;
    return spec.shortcut && !closedByMultiplier ? 0.0 : 1.0;
}

}  // namespace

BranchImpl::BranchImpl(Parts& parts, const spec::BlockPlan& plan) {
    const spec::ModelSpec& spec = parts.spec();
    const int count = plan.bottleneck ? 3 : 2;
    for (int i = 0; i < count; ++i) {
        const std::string letter(1, static_cast<char>('a' + i));
        const bool last = i == count - 1;
        Step step;
        if (spec.fixup && i > 0)
            step.inputBias = register_module(letter + "_input_bias", SharedBias());
        step.convolution = register_module(letter, parts.convolution(plan.name + ".f." + letter));
        if (parts.batchNorm())
            step.norm = register_module(letter + "_bn", parts.normalization(last ? plan.outputs : plan.width,
                                                                            last ? lastNormWeight(spec) : 1.0));
        if (spec.fixup && !last)
            step.outputBias = register_module(letter + "_output_bias", SharedBias());
        if (!last)
            step.activation = register_module(letter + "_relu", parts.activation(plan.name + ".f." + letter + "_relu"));
        steps_.push_back(std::move(step));
    }
    if (spec.fixup)
        scale_ = register_module("shared_scalar", SharedScale(1, 1.0));
    else if (spec.multiplier != spec::ResidualMultiplier::None)
        scale_ = register_module("shared_scalar",
                                 SharedScale(spec.multiplier == spec::ResidualMultiplier::PerChannel ? plan.outputs : 1,
                                             spec.multiplierStart));
    if (spec.fixup)
        outputBias_ = register_module("output_bias", SharedBias());
}

at::Tensor BranchImpl::forward(const at::Tensor& input, const at::Tensor& skip) {
    at::Tensor x = input;
    for (auto& step : steps_) {
        if (step.inputBias)
            x = step.inputBias(x);
        x = step.convolution(x);
        if (step.norm)
            x = step.norm(x);
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
