// How a configuration differs from a preset. Pure functions.
#pragma once

#include <vector>

#include "training/config/Differences.h"
#include "training/config/RunConfig.h"
#include "training/sweeps/Presets.h"

namespace isonet::widgets {

// The preset with the fewest differences; of several, the first. Networks are compared by their stages, whether these
// are written or those of family and depth. The run's name, its folder of data and its device do not count.
const sweeps::Preset& nearestPreset(const config::RunConfig& config);

// From a preset to the configuration. Where one of the two lists its stages, both are compared stage by stage and key
// by key: {"model.stages[2].channels", "64", "96"}.
std::vector<config::Difference> differencesFrom(const config::RunConfig& preset, const config::RunConfig& config);

}  // namespace isonet::widgets
