// Detections in COCO's results format: a list of {"image_id", "category_id", "score", "bbox", "segmentation"}.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "training/data/coco/Annotations.h"

namespace isonet::coco {

struct Detection {
    std::size_t image = 0, category = 0;  // indices into Annotations
    double score = 0;
    std::optional<Box> box;
    std::optional<RunLength> mask;
    double area = 0;  // compared with the area ranges
};

// Follows the COCO tools: if the first detection of the file has a box, `area` is the box's area in both kinds of
// evaluation; otherwise it is the mask's, and a missing box is the mask's bounding box. Throws training::DataError
// naming the file and the detection: truncated file, unknown image or category, malformed box or mask.
std::vector<Detection> readResults(const std::filesystem::path& file, const Annotations& annotations);

void writeResults(const std::vector<Detection>& detections, const Annotations& annotations,
                  const std::filesystem::path& file);

}  // namespace isonet::coco
