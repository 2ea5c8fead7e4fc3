// Loads weights into detectors.
#pragma once

#include <string>

#include "model/detection/Detector.h"
#include "training/config/RunConfig.h"
#include "training/engine/tasks/WeightsOrigin.h"

namespace isonet::training {

// Loads the backbone from a run (its best checkpoint), a checkpoint, an imported checkpoint or safetensors: of a
// classifier without its last layer, or of a detector's backbone. Throws DataError if the source does not exist, has no
// weights or belongs to another network.
WeightsOrigin loadBackbone(model::Network& backbone, const std::string& source);

// Loads the detector of a run or a checkpoint, on the CPU in evaluation mode. Throws DataError, interop::FormatError
// and config::ConfigError.
struct LoadedDetector {
    config::RunConfig config;
    model::Detector detector{nullptr};
    std::int64_t step = 0;
};
LoadedDetector loadDetector(const std::string& source, bool preferLatest = false);

}  // namespace isonet::training
