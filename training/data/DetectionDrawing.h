// Detections drawn into their image, for people.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "training/data/coco/Results.h"

namespace isonet::training {

// Reads `image`, lays each mask over it in its category's colour, draws the box and writes "name 0.87" beside it; the
// strongest is drawn last. `names`: of the categories. The ending of `out` tells its format. Throws ImageError where
// the image cannot be read and DataError where `out` cannot be written.
void drawDetections(const std::filesystem::path& image, const std::vector<coco::Detection>& detections,
                    const std::vector<std::string>& names, const std::filesystem::path& out);

}  // namespace isonet::training
