// Edits of block overrides and penalty exclusions: ModelSpec::blocks and PenaltySpec::exclude as changed by the Design
// page. Pure functions.
#pragma once

#include <string>
#include <vector>

#include "model/spec/LayerSettings.h"
#include "model/spec/NetworkPlan.h"

namespace isonet::widgets {

// One edit; absent values are unchanged.
using BlockChange = spec::BlockOverride;

// The overrides with `change` applied to all layers that its name covers, with as few entries as possible: overrides
// inside its scope lose the changed values, and a new entry is added only where it makes a difference.
std::vector<spec::BlockOverride> withChange(const spec::ModelSpec& model, const BlockChange& change);
// The overrides with `layers` reset to the settings of their stage, which are the network's unless it has its own.
std::vector<spec::BlockOverride> withoutChanges(const spec::ModelSpec& model, const std::string& layers);

// penalty.exclude with every convolution of `layers` penalized, or none of them. An entry that covers more layers is
// replaced by the remaining ones.
std::vector<std::string> withPenalized(const spec::NetworkPlan& plan, const std::vector<std::string>& exclude,
                                       const std::string& layers, bool penalized);

}  // namespace isonet::widgets
