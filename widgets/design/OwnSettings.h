// Which layers have their own settings: those that model.blocks and penalty.exclude change.
#pragma once

#include <string>
#include <vector>

#include "model/spec/NetworkPlan.h"
#include "training/config/RunConfig.h"

namespace isonet::widgets {

// Names of the convolutions and activations of `plan`, the shown plan of `config`, that would differ without the
// overrides. b is compared only if the activation has it.
std::vector<std::string> ownSettings(const config::RunConfig& config, const spec::NetworkPlan& plan);

}  // namespace isonet::widgets
