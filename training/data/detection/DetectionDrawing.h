// Draws detections onto their image.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "training/data/coco/Results.h"

namespace isonet::training {

// Reads `image` as displayed, overlays each mask in its category's color, draws the box and its label ("name 0.87"),
// the highest score last. `names`: category names. The extension of `out` selects the format. Throws ImageError if the
// image cannot be read and DataError if `out` cannot be written.
void drawDetections(const std::filesystem::path& image, const std::vector<coco::Detection>& detections,
                    const std::vector<std::string>& names, const std::filesystem::path& out);

}  // namespace isonet::training
