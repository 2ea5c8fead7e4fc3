// Weights of an image classifier for a detector's backbone.
#pragma once

#include <string>

#include "model/detection/Detector.h"
#include "training/config/RunConfig.h"

namespace isonet::training {

// From a run of this program (its best checkpoint), a checkpoint, an imported one or safetensors; of a detection run,
// its backbone. The classifier's own layer is not taken. Throws DataError where nothing is found or where the weights
// are another network's or the file holds none.
void loadBackbone(model::Network& backbone, const std::string& source);

// A detector of a run or a checkpoint, on the CPU in evaluation mode. Throws DataError, interop::FormatError and
// config::ConfigError.
struct LoadedDetector {
    config::RunConfig config;
    model::Detector detector{nullptr};
    std::int64_t step = 0;
};
LoadedDetector loadDetector(const std::string& source, bool preferLatest = false);

}  // namespace isonet::training
