// COCO's average precision: the twelve figures, with the last digit of the COCO tools.
//
// For each category, each of ten overlap thresholds (0.50, 0.55, ... 0.95) and four ranges of object area, detections
// are matched to objects in the order of their scores, an image at a time, each with the best overlap that is free;
// crowds and objects outside of the range neither count nor count against a detection. Precision is read off at 101
// recalls from the envelope, and averaged. Source: Lin et al., "Microsoft COCO" (2014), and the evaluation its tools
// do.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "training/data/coco/Results.h"

namespace isonet::coco {

enum class Kind { Box, Mask };

// In the tools' order. -1 where no object of that kind is in the annotations.
struct Figures {
    double ap, ap50, ap75, apSmall, apMedium, apLarge;
    double ar1, ar10, ar100, arSmall, arMedium, arLarge;
    std::array<double, 12> all() const {
        return {ap, ap50, ap75, apSmall, apMedium, apLarge, ar1, ar10, ar100, arSmall, arMedium, arLarge};
    }
};
// As JSON and tables name them: "ap", "ap50", ..., "ar_large".
const std::array<const char*, 12>& figureNames();

struct CategoryFigures {
    double ap = -1, ap50 = -1;  // over all areas, at most 100 detections an image
    std::int64_t objects = 0;   // that count: no crowds
};

struct Evaluation {
    Figures figures{};
    std::vector<CategoryFigures> categories;  // of Annotations::categories
    std::int64_t images = 0, detections = 0;
};

// Throws std::invalid_argument where a detection has no box in an evaluation of boxes.
Evaluation evaluate(const Annotations& annotations, std::span<const Detection> detections, Kind kind);

}  // namespace isonet::coco
