// The rows of the paper's Tables 1 to 7 as presets. Their one source are the files in resources/experiments
// (Experiment.h), which also say what the paper leaves open.
#pragma once

#include <vector>

#include "training/config/Presets.h"

namespace isonet::config {

std::vector<Preset> paperPresets();

}  // namespace isonet::config
