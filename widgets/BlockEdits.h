// Edits of what stages, blocks and layers have of their own: ModelSpec::blocks and PenaltySpec::exclude as the design
// page changes them. Pure functions.
#pragma once

#include <string>
#include <vector>

#include "model/spec/LayerSettings.h"
#include "model/spec/NetworkPlan.h"

namespace isonet::widgets {

// What one edit asks for; what is not given stays as it is.
using BlockChange = spec::BlockOverride;

// The blocks with `change` in force for all layers that its name covers, as few entries as possible: entries within it
// lose what it gives, and it gets one of its own only where the network would be another without.
std::vector<spec::BlockOverride> withChange(const spec::ModelSpec& model, const BlockChange& change);
// Likewise, with the layers made as the rest of the network again.
std::vector<spec::BlockOverride> withoutChanges(const spec::ModelSpec& model, const std::string& layers);

// penalty.exclude with every convolution of `layers` penalised, or none. An entry that covers more is replaced by what
// remains of it.
std::vector<std::string> withPenalised(const spec::NetworkPlan& plan, const std::vector<std::string>& exclude,
                                       const std::string& layers, bool penalised);

}  // namespace isonet::widgets
