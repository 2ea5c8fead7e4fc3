// Layers in the order of the forward pass.
#pragma once

#include <string>
#include <vector>

#include "training/config/RunConfig.h"

namespace isonet::report {

// Sorts names by their place in the configuration's network; unknown ones, or all without a configuration (nullptr),
// follow by name: stem, stages, others, numbers by value ("s1.b2" before "s1.b10").
void sortLayers(std::vector<std::string>& names, const config::RunConfig* config);

}  // namespace isonet::report
