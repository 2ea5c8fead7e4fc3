#include "widgets/design/OwnSettings.h"

#include <algorithm>

#include "model/spec/LayerGroups.h"
#include "widgets/form/ShownPlan.h"

namespace isonet::widgets {

std::vector<std::string> ownSettings(const config::RunConfig& config, const spec::NetworkPlan& plan) {
    std::vector<std::string> names;
    const auto& frozen = config.fineTuning.frozen;
    if (config.model.blocks.empty() && config.penalty.exclude.empty() && frozen.empty())
        return names;
    config::RunConfig plain = config;
    plain.model.blocks.clear();
    plain.penalty.exclude.clear();
    const auto without = shownPlan(plain);  // the same layers in the same order
    for (std::size_t i = 0; i < std::min(plan.convolutions.size(), without.convolutions.size()); ++i) {
        const auto &a = plan.convolutions[i], &b = without.convolutions[i];
        if (a.initialization != b.initialization || a.parameterization != b.parameterization ||
            a.penalized != b.penalized || spec::groupCovers(frozen, a.name))
            names.push_back(a.name);
    }
    for (std::size_t i = 0; i < std::min(plan.activations.size(), without.activations.size()); ++i) {
        const auto &a = plan.activations[i], &b = without.activations[i];
        if (a.kind != b.kind ||
            (spec::info(a.kind).hasOffset && (a.offset != b.offset || a.offsetTrained != b.offsetTrained)))
            names.push_back(a.name);
    }
    return names;
}

}  // namespace isonet::widgets
