// Keys of a configuration that are given although they change nothing: a warning, not an error.
#pragma once

#include <vector>

#include "training/config/RunConfig.h"

namespace isonet::config {

// Those of the network (model/spec/UnusedSettings.h), and of the head where the run trains a detector, which has none.
// Requires a network without problems.
std::vector<spec::Problem> unusedSettings(const RunConfig& config);

}  // namespace isonet::config
