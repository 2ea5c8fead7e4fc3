#include "model/layers/Convolution.h"

#include <ATen/ATen.h>

#include <utility>

#include "model/layers/parameterization/Parameterization.h"

namespace isonet::model {
namespace {

// Every s-th pixel of one channel is taken before a 1x1 convolution: the gradient of oneDNN's strided 1x1 convolution
// writes outside its memory for one-channel tensors in channels-last layout (LibTorch 2.11).
bool takesPixelsFirst(const spec::ConvolutionPlan& plan) {
    return plan.inputs == 1 && plan.kernel.pointwise() && plan.stride > 1;
}

// Symmetric padding is the convolution's own; asymmetric padding is added to its input.
torch::nn::Conv2dOptions optionsOf(const spec::ConvolutionPlan& plan) {
    const bool own = plan.padding.symmetric();
    return torch::nn::Conv2dOptions(plan.inputs, plan.outputs, {plan.kernel.height, plan.kernel.width})
        .stride(takesPixelsFirst(plan) ? 1 : plan.stride)
        .dilation(plan.dilation)
        .padding({own ? plan.padding.top : 0, own ? plan.padding.left : 0})
        .groups(plan.groups)
        .bias(plan.bias);
}

}  // namespace

at::Tensor standardizedKernel(const at::Tensor& weight) {
    constexpr double epsilon = 1e-5;
    const at::Tensor flat = weight.flatten(1);
    const at::Tensor centered = flat - flat.mean(1, true);
    return (centered * (centered.square().mean(1, true) + epsilon).rsqrt()).view(weight.sizes());
}

ConvolutionImpl::ConvolutionImpl(const spec::ConvolutionPlan& plan, std::shared_ptr<const Observation> observation,
                                 std::size_t index)
    : Conv2dImpl(optionsOf(plan)),
      standardized_(plan.standardized),
      padding_(plan.padding),
      pixelStep_(takesPixelsFirst(plan) ? plan.stride : 1),
      observation_(std::move(observation)),
      index_(index) {
    if (plan.parameterization != spec::Parameterization::Free) {
        parameterized_ = std::make_shared<const spec::ConvolutionPlan>(plan);
        raw_ = emptyRawKernel(plan);
        weight.set_data(raw_.weight);
        if (raw_.downsampling.defined())
            raw_.downsampling = register_parameter("downsampling", raw_.downsampling);
        if (raw_.scale.defined())
            raw_.scale = register_parameter("scale", raw_.scale);
    }
    raw_.weight = weight;
}

void ConvolutionImpl::train(bool on) {
    cache_.clear();
    Conv2dImpl::train(on);
}

at::Tensor ConvolutionImpl::gains() const {
    return parameterized_ && !spec::info(parameterized_->parameterization).bounded ? raw_.scale : at::Tensor();
}

at::Tensor ConvolutionImpl::kernel() {
    if (standardized_)
        return standardizedKernel(weight);
    return cache_.get(!is_training(), {raw_.weight, raw_.downsampling, raw_.scale}, {},
                      [this] { return parameterizedKernel(raw_, *parameterized_); });
}

at::Tensor ConvolutionImpl::circular(const at::Tensor& x) {
    const GridSize grid{x.size(2), x.size(3)};
    const at::Tensor response =
        cache_.get(!is_training(), {raw_.weight, raw_.downsampling, raw_.scale}, {grid.height, grid.width},
                   [&] { return parameterizedResponse(raw_, *parameterized_, grid); });
    const at::Tensor out = circularConvolution(x, response, parameterized_->stride);
    return bias.defined() ? out + bias.to(out.scalar_type()).view({-1, 1, 1}) : out;
}

at::Tensor ConvolutionImpl::apply(const at::Tensor& given) {
    if (parameterized_ && parameterized_->circular())
        return circular(given);
    const at::Tensor x =
        pixelStep_ == 1
            ? given
            : given.slice(2, 0, given.size(2), pixelStep_).slice(3, 0, given.size(3), pixelStep_).contiguous();
    const at::Tensor padded =
        padding_.symmetric() ? x
                             : at::constant_pad_nd(x, {padding_.left, padding_.right, padding_.top, padding_.bottom});
    if (!standardized_ && !parameterized_)
        return Conv2dImpl::forward(padded);
    const auto& padding = std::get<torch::ExpandingArray<2>>(options.padding());
    return at::conv2d(padded, kernel(), bias, options.stride(), padding, options.dilation(), options.groups());
}

at::Tensor ConvolutionImpl::forward(const at::Tensor& x) {
    at::Tensor out = apply(x);
    if (observation_->observer)
        observation_->observer->convolution(index_, x, out);
    return out;
}

}  // namespace isonet::model
