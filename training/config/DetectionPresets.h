// The paper's Table 6, object detection and instance segmentation on COCO, and a small detector for two processor
// cores. Their data.root is still to be named.
#pragma once

#include <vector>

#include "training/config/Presets.h"

namespace isonet::config {

std::vector<Preset> detectionPresets();

}  // namespace isonet::config
