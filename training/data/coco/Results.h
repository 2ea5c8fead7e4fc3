// What a detector found, as COCO's results files have it: a list of {"image_id", "category_id", "score", "bbox",
// "segmentation"}.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "training/data/coco/Annotations.h"

namespace isonet::coco {

struct Detection {
    std::size_t image = 0, category = 0;  // positions in the Annotations
    double score = 0;
    std::optional<Box> box;
    std::optional<RunLength> mask;
    double area = 0;  // what the area ranges are applied to
};

// The COCO tools' rules hold: where the file's first detection has a box, `area` is the box's in both kinds of
// evaluation and a detection without an outline has its box's; else it is the mask's, and a missing box is the mask's
// too. Throws training::DataError naming the file and the detection: cut short, an image or category that the
// annotations do not know, a malformed box or mask.
std::vector<Detection> readResults(const std::filesystem::path& file, const Annotations& annotations);

void writeResults(const std::vector<Detection>& detections, const Annotations& annotations,
                  const std::filesystem::path& file);

}  // namespace isonet::coco
