#include "model/layers/Stage.h"

#include <ATen/ATen.h>

#include "model/layers/Parts.h"

namespace isonet::model {

StemImpl::StemImpl(Parts& parts) : pool_(parts.spec().family == spec::Family::ImageNet) {
    convolution_ = register_module("conv", parts.convolution("stem.conv"));
    if (parts.batchNorm())
        norm_ = register_module("bn", parts.normalization(static_cast<int>(convolution_->weight.size(0))));
    if (parts.spec().fixup)
        bias_ = register_module("output_bias", SharedBias());
    activation_ = register_module("relu", parts.activation("stem.relu"));
}

at::Tensor StemImpl::forward(const at::Tensor& images) {
    at::Tensor x = convolution_(images);
    if (norm_)
        x = norm_(x);
    if (bias_)
        x = bias_(x);
    x = activation_(std::move(x));
    return pool_ ? at::max_pool2d(x, {3, 3}, {2, 2}, {1, 1}) : x;
}

StageImpl::StageImpl(Parts& parts, int number) {
    for (const auto& plan : parts.plan().blocks)
        if (plan.stage == number)
            blocks_.push_back(register_module("b" + std::to_string(blocks_.size() + 1), Block(parts, plan)));
}

at::Tensor StageImpl::forward(at::Tensor x) {
    for (auto& block : blocks_)
        x = block(x);
    return x;
}

HeadImpl::HeadImpl(const spec::ModelSpec& spec, int features) : dropout_(spec.dropout) {
    if (spec.fixup)
        bias_ = register_module("input_bias", SharedBias());
    classifier_ = register_module("fc", torch::nn::Linear(features, spec.classes));
    if (spec.fixup) {
        torch::NoGradGuard noGrad;
        classifier_->weight.zero_();
        classifier_->bias.zero_();
    }
}

at::Tensor HeadImpl::forward(const at::Tensor& x) {
    // Computed this way so that the gradient has the layout of x.
    const bool last = x.suggest_memory_format() == at::MemoryFormat::ChannelsLast;
    at::Tensor features = last ? x.permute({0, 2, 3, 1}).flatten(1, 2).mean(1) : x.mean({2, 3});
    if (bias_)
        features = bias_(features);
    if (dropout_ > 0)
        features = at::dropout(features, dropout_, is_training());
    return classifier_(features);
}

}  // namespace isonet::model
