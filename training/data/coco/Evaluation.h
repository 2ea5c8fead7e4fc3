// COCO's average precision and recall: the twelve metrics, identical to the COCO tools to the last digit.
//
// For each category, each of ten IoU thresholds (0.50, 0.55, ..., 0.95) and four ranges of object area, detections are
// matched to objects in descending order of score within each image, each to the unmatched object with the highest IoU.
// Crowds and objects outside the range are ignored. Precision is read from its envelope at 101 recall values and
// averaged. Source: Lin et al., "Microsoft COCO" (2014), and the evaluation in its tools.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "training/data/coco/Results.h"

namespace isonet::coco {

enum class Kind { Box, Mask };

// In the tools' order; -1 if the annotations have no such objects.
struct Metrics {
    double ap, ap50, ap75, apSmall, apMedium, apLarge;
    double ar1, ar10, ar100, arSmall, arMedium, arLarge;
    std::array<double, 12> all() const {
        return {ap, ap50, ap75, apSmall, apMedium, apLarge, ar1, ar10, ar100, arSmall, arMedium, arLarge};
    }
};
// Names in JSON and tables: "ap", "ap50", ..., "ar_large".
const std::array<const char*, 12>& metricNames();

struct CategoryMetrics {
    double ap = -1, ap50 = -1;  // all areas, at most 100 detections per image
    std::int64_t objects = 0;   // without crowds
};

struct Evaluation {
    Metrics metrics{};
    std::vector<CategoryMetrics> categories;  // parallel to Annotations::categories
    std::int64_t images = 0, detections = 0;
};

// Throws std::invalid_argument if a detection has no box in an evaluation of boxes.
Evaluation evaluate(const Annotations& annotations, std::span<const Detection> detections, Kind kind);

}  // namespace isonet::coco
