// The rows of the paper's Tables 1 to 5 and 7 as configurations.
#pragma once

#include <vector>

#include "training/config/Presets.h"

namespace isonet::config {

// Settings from section 3.1: SGD, momentum 0.9, weight decay 1e-4, batch 256, 100 epochs, a tenth after 30, 60 and 90,
// five epochs of warm-up; rate 0.02 for ISONet, 0.1 for R-ISONet and for what has BatchNorm (as He et al., 2016); gamma
// 1e-4, 3e-4 for ISONet-101; dropout 0.1 for ISONet, 0.4 for R-ISONet. What the paper leaves open, and our choice: the
// dropout of ResNet (0.4, as R-ISONet) and the rate of the baselines without normalisation ("the largest that makes
// them converge": ISONet's 0.02; Fixup's own 0.1).
std::vector<Preset> paperPresets();

}  // namespace isonet::config
