// Which found objects are there, and which there were not found, by COCO's rule for one overlap threshold: each found
// object of a class, by falling score, takes the object of its class that it overlaps most and that is still free.
//
// What is left out by a threshold of the score does not change the rest: stronger ones are matched first.
#pragma once

#include "widgets/PredictionFacts.h"

namespace isonet::widgets {

inline constexpr double matchOverlap = 0.5;

struct ImageMatch {
    QVector<int> truthOf;      // of each found object; noMatch, or inCrowd: it counts neither way
    QVector<int> foundOf;      // of each true object; noMatch: missed whatever the threshold
    QVector<double> overlaps;  // of each found object with its match, or with the best of its class

    static constexpr int noMatch = -1, inCrowd = -2;
};

// Intersection over union; with a crowd, over the found box alone.
double boxOverlap(const QRectF& found, const QRectF& truth, bool crowd = false);
ImageMatch matchObjects(const SeenImage& image, double overlap = matchOverlap);

// Of the found objects of at least `score` and of `category` (below 0: of all).
struct MatchCount {
    int found = 0, matched = 0, objects = 0;  // objects: true ones, no crowds
    int missed() const { return objects - matched; }
};
MatchCount countMatches(const SeenImage& image, const ImageMatch& match, double score, int category);

}  // namespace isonet::widgets
