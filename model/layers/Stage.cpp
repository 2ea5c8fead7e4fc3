#include "model/layers/Stage.h"

#include <ATen/ATen.h>

#include "model/layers/Parts.h"
#include "model/layers/Recomputation.h"
#include "model/layers/Resampling.h"
#include "model/spec/Architecture.h"

namespace isonet::model {

StemImpl::StemImpl(Parts& parts) : resampling_(parts.plan().stemResampling) {
    const spec::StemSpec stem = spec::architecture(parts.spec()).stem;
    pool_ = stem.pool;
    poolKernel_ = stem.poolKernel;
    poolStride_ = stem.poolStride;
    convolution_ = register_module("conv", parts.convolution("stem.conv"));
    norm_ = parts.normalization(*this);
    if (parts.spec().fixup)
        bias_ = register_module("output_bias", SharedBias());
    if (parts.activationFollows("stem.relu"))
        activation_ = register_module("relu", parts.activation("stem.relu"));
}

at::Tensor StemImpl::forward(const at::Tensor& images) {
    at::Tensor x = convolution_(resampled(images, resampling_));
    if (!norm_.is_empty())
        x = norm_.forward(x);
    if (bias_)
        x = bias_(x);
    if (activation_)
        x = activation_(std::move(x));
    const std::int64_t padding = spec::poolPadding(static_cast<int>(poolKernel_));
    switch (pool_) {
        case spec::StemPooling::Max:
            return at::max_pool2d(x, {poolKernel_, poolKernel_}, {poolStride_, poolStride_}, {padding, padding});
        case spec::StemPooling::Average:
            return at::avg_pool2d(x, {poolKernel_, poolKernel_}, {poolStride_, poolStride_}, {padding, padding}, false,
                                  false);
        case spec::StemPooling::None:
            break;
    }
    return x;
}

StageImpl::StageImpl(Parts& parts, int number) : observation_(parts.observation()) {
    for (const auto& plan : parts.plan().blocks)
        if (plan.stage == number)
            blocks_.push_back(register_module("b" + std::to_string(blocks_.size() + 1), Block(parts, plan)));
}

at::Tensor StageImpl::forward(at::Tensor x) {
    const bool recomputes = recompute_ && is_training() && !observation_->observer;
    for (auto& block : blocks_)
        x = recomputes ? recomputedInBackward(
                             *block, [&block](const at::Tensor& in) { return block->forward(in); }, x)
                       : block(x);
    return x;
}

HeadImpl::HeadImpl(Parts& parts) : pool_(parts.spec().head.pool), dropout_(parts.spec().dropout) {
    const bool fixup = parts.spec().fixup;
    if (fixup)
        bias_ = register_module("input_bias", SharedBias());
    for (const spec::LinearPlan& plan : parts.plan().linear) {
        const std::string name = plan.name.substr(plan.name.find('.') + 1);
        const LinearLayer layer = register_module(name, LinearLayer(plan));
        if (name == "fc") {
            classifier_ = layer;
            continue;
        }
        hidden_.push_back(layer);
        activations_.push_back(register_module(name + "_relu", parts.activation(plan.name + "_relu")));
    }
    if (fixup) {
        torch::NoGradGuard noGrad;
        for (at::Tensor& parameter : classifier_->parameters())
            parameter.zero_();
    }
}

at::Tensor HeadImpl::pooled(const at::Tensor& x) const {
    if (pool_ == spec::HeadPooling::Max)
        return x.amax({2, 3});
    if (pool_ == spec::HeadPooling::Flatten)
        return x.flatten(1);
    // Computed this way so that the gradient has the layout of x.
    const bool last = x.suggest_memory_format() == at::MemoryFormat::ChannelsLast;
    return last ? x.permute({0, 2, 3, 1}).flatten(1, 2).mean(1) : x.mean({2, 3});
}

at::Tensor HeadImpl::forward(const at::Tensor& x) {
    at::Tensor features = pooled(x);
    if (bias_)
        features = bias_(features);
    for (std::size_t i = 0; i < hidden_.size(); ++i)
        features = activations_[i](hidden_[i](features).unsqueeze(2).unsqueeze(3)).flatten(1);
    if (dropout_ > 0)
        features = at::dropout(features, dropout_, is_training());
    return classifier_(features);
}

}  // namespace isonet::model
