// Stages and blocks as groups of layers: the names that model.frozen and optimizer.layer_rates accept.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/spec/NetworkPlan.h"

namespace isonet::spec {

// Whether a name covers a layer or parameter: "stem", "s1", "s1.b2", "head", or a prefix followed by *.
bool groupCovers(const std::vector<std::string>& names, std::string_view layer);

// A message for a name that is no stage or block of the network; empty if there is none. `withHead`: whether "head" is
// one.
std::string unknownGroup(const NetworkPlan& network, const std::vector<std::string>& names, bool withHead = true);

// Whether the names cover every stage, head included.
bool coverAll(const NetworkPlan& network, const std::vector<std::string>& names);

}  // namespace isonet::spec
