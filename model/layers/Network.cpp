#include "model/layers/Network.h"

#include "model/layers/Freezing.h"
#include "model/layers/Parts.h"
#include "model/layers/parameterization/Parameterization.h"
#include "model/spec/LayerGroups.h"
#include "model/spec/Recomputation.h"

namespace isonet::model {

NetworkImpl::NetworkImpl(const spec::ModelSpec& spec)
    : torch::nn::Module("Network"), spec_(spec), plan_(spec::plan(spec)) {
    Parts parts(spec_, plan_, observation_);
    stem_ = register_module("stem", Stem(parts));
    const int stages = plan_.blocks.back().stage;
    for (int i = 1; i <= stages; ++i)
        stages_.push_back(register_module("s" + std::to_string(i), Stage(parts, i)));
    head_ = register_module("head", Head(parts));
    convolutions_ = std::move(parts.convolutions);
    activations_ = std::move(parts.activations);
}

at::Tensor NetworkImpl::forward(at::Tensor images) {
    return head_(features(images));
}

at::Tensor NetworkImpl::features(const at::Tensor& images) {
    TORCH_CHECK(images.dim() == 4 && images.size(1) == spec_.channels, spec::networkName(spec_), ": images of shape ",
                images.sizes(), "; expected (N, ", spec_.channels, ", height, width)");
    at::Tensor x = stem_(images);
    for (auto& stage : stages_)
        x = stage(x);
    return x;
}

void NetworkImpl::recompute(const std::vector<std::string>& stages) {
    for (std::size_t i = 0; i < stages_.size(); ++i)
        stages_[i]->recompute(spec::recomputes(plan_.stages[i + 1].name, stages));
}

void NetworkImpl::freeze(const std::vector<std::string>& groups) {
    for (const auto& module : named_modules({}, /*include_self=*/false))
        if (spec::groupCovers(groups, module.key())) {
            freezeParameters(*module.value());
            frozen_.push_back(module.value());
        }
    train(is_training());
}

void NetworkImpl::train(bool on) {
    torch::nn::Module::train(on);
    for (const auto& module : frozen_)
        holdNormalization(*module);
}

at::Tensor appliedKernel(const ConvolutionLayer& layer) {
    if (layer.plan->parameterization != spec::Parameterization::Free)
        return parameterizedKernel({layer.weight, layer.downsampling, layer.scale}, *layer.plan);
    return layer.plan->standardized ? standardizedKernel(layer.weight) : layer.weight;
}

at::Tensor circularLayerAdjoint(const ConvolutionLayer& layer, const at::Tensor& y, std::int64_t height,
                                std::int64_t width) {
    const GridSize grid{height, width};
    const at::Tensor response =
        parameterizedResponse({layer.weight, layer.downsampling, layer.scale}, *layer.plan, grid);
    return circularAdjoint(y, response, layer.plan->stride, grid);
}

std::vector<ConvolutionLayer> NetworkImpl::convolutions() const {
    std::vector<ConvolutionLayer> layers;
    for (size_t i = 0; i < convolutions_.size(); ++i)
        layers.push_back({&plan_.convolutions[i], convolutions_[i]->weight, convolutions_[i]->raw().downsampling,
                          convolutions_[i]->raw().scale});
    return layers;
}

at::Tensor NetworkImpl::biasOf(std::size_t convolution) const {
    return convolutions_.at(convolution)->bias;
}

std::vector<OffsetLayer> NetworkImpl::offsets() const {
    std::vector<OffsetLayer> layers;
    for (size_t i = 0; i < activations_.size(); ++i)
        if (activations_[i]->offset().defined())
            layers.push_back({&plan_.activations[i], activations_[i]->offset()});
    return layers;
}

}  // namespace isonet::model
