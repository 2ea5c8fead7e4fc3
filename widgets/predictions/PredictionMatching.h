// Matches detections to ground truth by the rule of COCO for one IoU threshold: each detection, by descending score, is
// matched to the unmatched object of its class with the highest IoU. A score threshold does not change the remaining
// matches, because higher scores are matched first.
#pragma once

#include "widgets/predictions/PredictionInfo.h"

namespace isonet::widgets {

inline constexpr double matchOverlap = 0.5;

struct ImageMatch {
    QVector<int> truthOf;      // per detection; noMatch, or inCrowd: ignored
    QVector<int> foundOf;      // per ground-truth object; noMatch: missed at any score
    QVector<double> overlaps;  // per detection: IoU with its match, or the highest of its class

    static constexpr int noMatch = -1, inCrowd = -2;
};

// Intersection over union; for a crowd, intersection over the area of the detection.
double boxOverlap(const QRectF& found, const QRectF& truth, bool crowd = false);
ImageMatch matchObjects(const PredictionImage& image, double overlap = matchOverlap);

// Counts detections with at least `score`, of `category` (below 0: all).
struct MatchCount {
    int found = 0, matched = 0, objects = 0;  // objects: ground truth without crowds
    int missed() const { return objects - matched; }
};
MatchCount countMatches(const PredictionImage& image, const ImageMatch& match, double score, int category);

}  // namespace isonet::widgets
