#include "model/detection/Backbone.h"

#include <ATen/ATen.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>

#include <algorithm>

namespace isonet::model {
namespace {

void dilate(torch::nn::Module& stage) {
    for (const auto& module : stage.modules(false)) {
        auto* layer = dynamic_cast<torch::nn::Conv2dImpl*>(module.get());
        if (!layer)
            continue;
        layer->options.stride(1);
        if (layer->weight.size(2) == 3) {
            layer->options.dilation(2);
            layer->options.padding(torch::ExpandingArray<2>(2));
        }
    }
}

void freeze(torch::nn::Module& module) {
    for (auto& parameter : module.parameters())
        parameter.set_requires_grad(false);
}

}  // namespace

spec::ModelSpec backboneSpec(spec::ModelSpec model) {
    model.classes = std::max(model.classes, 2);
    return model;
}

void prepareBackbone(Network& network, const spec::DetectorSpec& spec) {
    const int stages = network->plan().blocks.back().stage;
    TORCH_CHECK(spec.frozenStages >= 0 && spec.frozenStages <= stages + 1, "detector: ", spec.frozenStages,
                " frozen stages; the network has ", stages + 1, " with its stem");
    const auto children = network->named_children();
    const auto stage = [](int number) { return number == 0 ? std::string("stem") : "s" + std::to_string(number); };
    if (spec.dilated)
        dilate(*children[stage(stages)]);
    for (int number = 0; number < spec.frozenStages; ++number)
        freeze(*children[stage(number)]);
    freeze(*children["head"]);
    if (spec.frozenNormalization)
        for (const auto& module : network->modules(false))
            if (dynamic_cast<torch::nn::BatchNorm2dImpl*>(module.get()))
                freeze(*module);
}

std::int64_t featureStride(const spec::NetworkPlan& plan, spec::Family family, bool dilated) {
    std::int64_t stride = plan.convolutions.front().stride;
    if (family == spec::Family::ImageNet)
        stride *= 2;  // the stem's pooling
    const int last = plan.blocks.back().stage;
    for (const auto& block : plan.blocks)
        if (!dilated || block.stage != last)
            stride *= block.stride;
    return stride;
}

void holdNormalization(torch::nn::Module& module) {
    for (const auto& child : module.modules(false))
        if (auto* norm = dynamic_cast<torch::nn::BatchNorm2dImpl*>(child.get()))
            norm->eval();
}

}  // namespace isonet::model
