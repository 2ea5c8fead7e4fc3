// From a list of stages back to the shorthand of family and depth, and what any part of a network has. Pure functions.
#pragma once

#include <algorithm>

#include "model/spec/Architecture.h"
#include "training/config/RunConfig.h"

namespace isonet::widgets {

// Without the list of stages and the stem. If they are those of a published network, its family and depth take their
// place; else the default ones. Overrides, exclusions and recomputed stages that the network no longer has are removed.
config::RunConfig withoutStages(config::RunConfig config);

// Whether any stage meets a condition. A stage without its own setting has the network's. Multipliers, which may be
// invalid while they are typed, are not applied.
template <typename Condition>
bool anyStage(const config::RunConfig& config, Condition condition) {
    spec::ModelSpec model = config.model;
    model.widthMultiplier = model.depthMultiplier = 1;
    return std::ranges::any_of(spec::architecture(model).stages, condition);
}
inline bool hasShortcut(const config::RunConfig& config) {
    return anyStage(config, [](const spec::StageSpec& stage) { return *stage.shortcut; });
}
inline bool hasMultiplier(const config::RunConfig& config) {
    return anyStage(config,
                    [](const spec::StageSpec& stage) { return *stage.multiplier != spec::ResidualMultiplier::None; });
}
inline bool hasNormalization(const config::RunConfig& config, spec::Normalization kind) {
    if (config.model.stem.value_or(spec::StemSpec{}).normalization.value_or(config.model.normalization) == kind)
        return true;
    return anyStage(config, [kind](const spec::StageSpec& stage) { return *stage.normalization == kind; });
}

}  // namespace isonet::widgets
