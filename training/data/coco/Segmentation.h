// How an object's outline is given: polygons, or a run-length mask.
#pragma once

#include <variant>
#include <vector>

#include "training/data/coco/JsonFile.h"
#include "training/data/coco/PolygonMask.h"

namespace isonet::coco {

using Segmentation = std::variant<std::monostate, std::vector<Polygon>, RunLength>;

// Polygons as lists of numbers, or {"size": [height, width], "counts": numbers or COCO's string}. monostate for null
// and an empty list. Throws std::invalid_argument that says what is wrong with it.
Segmentation segmentationOf(const Json& json);
Box boxOf(const Json& json);  // [x, y, width, height]; likewise

// Of an image of this size. An empty mask for monostate.
RunLength maskOf(const Segmentation& segmentation, int height, int width);

}  // namespace isonet::coco
