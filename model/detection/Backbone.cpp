#include "model/detection/Backbone.h"

#include <ATen/ATen.h>
#include <torch/nn/modules/batchnorm.h>

#include "model/layers/Freezing.h"
#include "model/spec/Architecture.h"

namespace isonet::model {

void freezeBackbone(Network& network, const spec::DetectorSpec& spec) {
    const int stages = network->plan().blocks.back().stage;
    TORCH_CHECK(spec.frozenStages >= 0 && spec.frozenStages <= stages + 1, "detector: ", spec.frozenStages,
                " frozen stages; the network has ", stages + 1, " including the stem");
    const auto children = network->named_children();
    const auto stage = [](int number) { return number == 0 ? std::string("stem") : "s" + std::to_string(number); };
    for (int number = 0; number < spec.frozenStages; ++number)
        freezeParameters(*children[stage(number)]);
    freezeParameters(*children["head"]);
    if (spec.frozenNormalization)
        for (const auto& module : network->modules(false))
            if (dynamic_cast<torch::nn::BatchNorm2dImpl*>(module.get()))
                freezeParameters(*module);
}

std::int64_t featureStride(const Network& network) {
    const spec::Architecture parts = spec::architecture(network->spec());
    std::int64_t stride = parts.stem.stride;
    if (parts.stem.pool != spec::StemPooling::None)
        stride *= parts.stem.poolStride;
    for (const spec::StageSpec& stage : parts.stages)
        stride *= stage.stride;
    return stride;
}

}  // namespace isonet::model
