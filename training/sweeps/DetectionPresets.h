// A small detector for two CPU cores; data.root must still be set. The paper's detectors are the rows of Table 6
// (PaperPresets.h).
#pragma once

#include <vector>

#include "training/sweeps/Presets.h"

namespace isonet::sweeps {

std::vector<Preset> detectionPresets();

}  // namespace isonet::sweeps
