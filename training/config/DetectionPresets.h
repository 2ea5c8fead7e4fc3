// A small detector for two processor cores; its data.root is still to be named. The paper's are those of its Table 6
// (PaperPresets.h).
#pragma once

#include <vector>

#include "training/config/Presets.h"

namespace isonet::config {

std::vector<Preset> detectionPresets();

}  // namespace isonet::config
