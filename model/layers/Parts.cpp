#include "model/layers/Parts.h"

#include <cmath>
#include <stdexcept>

#include "model/layers/Initialization.h"
#include "model/layers/parameterization/Parameterization.h"

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
    for (const spec::BlockPlan& block : plan.blocks) {
        const std::string branch = block.name + ".f.";
        if (!layer.name.starts_with(branch))
            continue;
        if (layer.name[branch.size()] == 'a' + block.convolutions - 1)
            return 0.0;
        return std::pow(static_cast<double>(plan.blocks.size()), -1.0 / (2.0 * block.convolutions - 2.0));
    }
    return 1.0;
}

}  // namespace

Convolution Parts::convolution(const std::string& name) {
    const auto& plan = next(plan_.convolutions, convolutions.size(), name);
    Convolution layer(plan, observation_, convolutions.size());
    initialize(layer, plan);
    convolutions.push_back(layer);
    return layer;
}

void Parts::initialize(const Convolution& layer, const spec::ConvolutionPlan& plan) const {
    torch::NoGradGuard noGrad;
    if (plan.parameterization != spec::Parameterization::Free) {
        initializeRawKernel(layer->raw(), plan);
        if (layer->bias.defined())
            layer->bias.zero_();
        return;
    }
    // As published, a 7x7 stem with stride 2, which is far from square, keeps the framework's default.
    const bool wideStem = plan.stage == 0 && plan.kernel == spec::KernelSize{7, 7} && plan.stride == 2;
    if (!wideStem || !spec::info(plan.initialization).isometric)
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

bool Parts::activationFollows(const std::string& name) const {
    return activations.size() < plan_.activations.size() && plan_.activations[activations.size()].name == name;
}

torch::nn::AnyModule Parts::normalization(torch::nn::Module& parent, const std::string& convolution,
                                          double weight) const {
    const spec::ConvolutionPlan& plan = plan_.convolutions[convolutions.size() - 1];
    torch::nn::AnyModule layer = makeNormalization(plan, weight);
    if (!layer.is_empty())
        parent.register_module(normalizationName(plan, convolution), layer.ptr());
    return layer;
}

}  // namespace isonet::model
