// The rows of the paper's Tables 1 to 7 as presets, taken from PaperTables.h. The files in resources/sweeps also say
// what the paper leaves open.
#pragma once

#include <vector>

#include "training/sweeps/Presets.h"

namespace isonet::sweeps {

std::vector<Preset> paperPresets();

}  // namespace isonet::sweeps
