#include "model/detection/RegionHeads.h"

#include <ATen/ATen.h>
#include <torch/nn/init.h>

namespace isonet::model {
namespace {

// Standard deviations of the predictors, as published: small, so that initial predictions are nearly uniform and boxes
// nearly equal the region.
constexpr double categoryDeviation = 0.01, deltaDeviation = 0.001, maskDeviation = 0.001;

torch::nn::Linear hidden(std::int64_t inputs, std::int64_t outputs) {
    torch::nn::Linear layer(inputs, outputs);
    torch::nn::init::kaiming_uniform_(layer->weight, 1);
    torch::nn::init::zeros_(layer->bias);
    return layer;
}

template <typename Layer>
Layer predictor(Layer layer, double deviation) {
    torch::nn::init::normal_(layer->weight, 0, deviation);
    torch::nn::init::zeros_(layer->bias);
    return layer;
}

template <typename Layer>
Layer followedByReLU(Layer layer) {
    torch::nn::init::kaiming_normal_(layer->weight, 0, torch::kFanOut, torch::kReLU);
    torch::nn::init::zeros_(layer->bias);
    return layer;
}

}  // namespace

BoxHeadImpl::BoxHeadImpl(const spec::DetectorSpec& spec, std::int64_t channels, std::int64_t categories) {
    const std::int64_t features = spec.hiddenFeatures;
    first_ = register_module("fc1", hidden(channels * boxGrid * boxGrid, features));
    second_ = register_module("fc2", hidden(features, features));
    category_ = register_module("category", predictor(torch::nn::Linear(features, categories + 1), categoryDeviation));
    delta_ = register_module("delta", predictor(torch::nn::Linear(features, 4 * categories), deltaDeviation));
}

BoxHeadImpl::Answer BoxHeadImpl::forward(const at::Tensor& regions) {
    const at::Tensor x = second_(first_(regions.flatten(1)).relu_()).relu_();
    return {category_(x).to(at::kFloat), delta_(x).to(at::kFloat)};
}

MaskHeadImpl::MaskHeadImpl(const spec::DetectorSpec& spec, std::int64_t channels, std::int64_t categories) {
    constexpr int count = 4;
    for (int i = 0; i < count; ++i) {
        const torch::nn::Conv2dOptions options(i == 0 ? channels : spec.maskChannels, spec.maskChannels, 3);
        convolutions_.push_back(
            register_module("conv" + std::to_string(i + 1),
                            followedByReLU(torch::nn::Conv2d(torch::nn::Conv2dOptions(options).padding(1)))));
    }
    enlarging_ = register_module(
        "deconv", followedByReLU(torch::nn::ConvTranspose2d(
                      torch::nn::ConvTranspose2dOptions(spec.maskChannels, spec.maskChannels, 2).stride(2))));
    predictor_ = register_module(
        "mask",
        predictor(torch::nn::Conv2d(torch::nn::Conv2dOptions(spec.maskChannels, categories, 1)), maskDeviation));
}

at::Tensor MaskHeadImpl::forward(at::Tensor regions) {
    for (auto& convolution : convolutions_)
        regions = convolution(regions).relu_();
    return predictor_(enlarging_(regions).relu_()).to(at::kFloat);
}

}  // namespace isonet::model
