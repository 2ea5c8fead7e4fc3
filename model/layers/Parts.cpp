#include "model/layers/Parts.h"

#include <cmath>
#include <stdexcept>

#include "model/layers/Initialization.h"

namespace isonet::model {

namespace {

template <typename Plan>
const Plan& next(const std::vector<Plan>& all, size_t index, const std::string& name) {
    if (index >= all.size() || all[index].name != name)
        throw std::logic_error("network builder: " + name + " requested, but the plan has " +
                               (index < all.size() ? all[index].name : "nothing"));
    return all[index];
}

// Fixup's rule for a branch of m convolutions in a network of L branches: Kaiming times L^(-1/(2m-2)), the last
// convolution 0.
double fixupScale(const spec::NetworkPlan& plan, const spec::ConvolutionPlan& layer) {
    const auto branch = layer.name.find(".f.");
    if (branch == std::string::npos)
        return 1.0;
    const bool bottleneck = plan.blocks.front().bottleneck;
    if (layer.name.back() == (bottleneck ? 'c' : 'b'))
        return 0.0;
    const double exponent = bottleneck ? -1.0 / 4.0 : -1.0 / 2.0;
    return std::pow(static_cast<double>(plan.blocks.size()), exponent);
}

}  // namespace

Convolution Parts::convolution(const std::string& name) {
    const auto& plan = next(plan_.convolutions, convolutions.size(), name);
    Convolution layer(torch::nn::Conv2dOptions(plan.inputs, plan.outputs, plan.kernel)
                          .stride(plan.stride)
                          .dilation(plan.dilation)
                          .padding(plan.padding)
                          .groups(plan.groups)
                          .bias(plan.bias),
                      observation_, convolutions.size());
    initialize(layer, plan);
    convolutions.push_back(layer);
    return layer;
}

void Parts::initialize(const Convolution& layer, const spec::ConvolutionPlan& plan) const {
    torch::NoGradGuard noGrad;
    // A 7x7 stem is far from square and does not benefit from an isometric kernel: it keeps the framework's default.
    if (plan.kernel != 7 || !spec::info(plan.initialization).isometric)
        initializeKernel(layer->weight, plan.initialization, plan.groups);
    if (spec_.fixup)
        layer->weight.mul_(fixupScale(plan_, plan));
    if (layer->bias.defined())
        layer->bias.zero_();
}

Activation Parts::activation(const std::string& name) {
    const auto& plan = next(plan_.activations, activations.size(), name);
    activations.push_back(Activation(plan, spec_.offsetSharing, observation_, activations.size()));
    return activations.back();
}

torch::nn::BatchNorm2d Parts::normalization(int channels, double weight) const {
    torch::nn::BatchNorm2d layer(channels);
    torch::NoGradGuard noGrad;
    layer->weight.fill_(weight);
    return layer;
}

}  // namespace isonet::model
