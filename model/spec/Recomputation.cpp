#include "model/spec/Recomputation.h"

#include <algorithm>

#include "model/base/NumberText.h"
#include "model/spec/LayerSettings.h"

namespace isonet::spec {

bool recomputes(std::string_view stage, const std::vector<std::string>& names) {
    return std::ranges::any_of(names, [&](const std::string& name) { return covers(name, stage); });
}

std::int64_t activationBytes(const NetworkPlan& network, const std::vector<std::string>& names) {
    std::int64_t bytes = network.activationBytes, largest = 0;
    for (const BlockPlan& block : network.blocks) {
        if (!recomputes(network.stages[static_cast<std::size_t>(block.stage)].name, names))
            continue;
        bytes -= block.keptBytes - block.outputBytes;  // a block's output is the next one's input
        largest = std::max(largest, block.keptBytes - block.outputBytes);
    }
    return bytes + largest;
}

std::int64_t recomputedFlops(const NetworkPlan& network, const std::vector<std::string>& names) {
    std::int64_t flops = 0;
    for (const StagePlan& stage : network.stages)
        if (stage.blocks > 0 && recomputes(stage.name, names))
            flops += stage.flops;
    return flops;
}

std::string unknownStage(const NetworkPlan& network, const std::vector<std::string>& names) {
    for (const std::string& name : names)
        if (std::ranges::none_of(network.stages,
                                 [&](const StagePlan& stage) { return stage.blocks > 0 && covers(name, stage.name); }))
            return "names \"" + name + "\", but the network has no such stage; accepted: " +
                   base::rangeText("s1", network.stages[network.stages.size() - 2].name) +
                   ", or a prefix followed by *";
    return {};
}

}  // namespace isonet::spec
