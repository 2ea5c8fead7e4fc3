#include "model/spec/LayerGroups.h"

#include <algorithm>

#include "model/base/NumberText.h"
#include "model/spec/LayerSettings.h"

namespace isonet::spec {
namespace {

constexpr std::string_view headName = "head";

}  // namespace

bool groupCovers(const std::vector<std::string>& names, std::string_view layer) {
    return std::ranges::any_of(names, [&](const std::string& name) { return covers(name, layer); });
}

std::string unknownGroup(const NetworkPlan& network, const std::vector<std::string>& names, bool withHead) {
    std::string accepted;
    for (const StagePlan& stage : network.stages)
        if (withHead || stage.name != headName)
            accepted += (accepted.empty() ? "" : ", ") + stage.name;
    for (const std::string& name : names) {
        const auto covered = [&](const auto& part) {
            return (withHead || part.name != headName) && covers(name, part.name);
        };
        if (std::ranges::none_of(network.stages, covered) && std::ranges::none_of(network.blocks, covered))
            return "names \"" + name + "\", but the network has no such stage or block; accepted: " + accepted +
                   ", blocks (" +
                   base::rangeText("\"" + network.blocks.front().name + "\"",
                                   "\"" + network.blocks.back().name + "\"") +
                   "), or a prefix followed by *";
    }
    return {};
}

bool coverAll(const NetworkPlan& network, const std::vector<std::string>& names) {
    const auto covered = [&](const auto& part) { return groupCovers(names, part.name); };
    return std::ranges::all_of(network.blocks, covered) &&
           std::ranges::all_of(network.stages,
                               [&](const StagePlan& stage) { return stage.blocks > 0 || covered(stage); });
}

}  // namespace isonet::spec
