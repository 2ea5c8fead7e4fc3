// An object's mask as annotated: polygons or run lengths.
#pragma once

#include <variant>
#include <vector>

#include "training/data/coco/JsonFile.h"
#include "training/data/coco/PolygonMask.h"

namespace isonet::coco {

using Segmentation = std::variant<std::monostate, std::vector<Polygon>, RunLength>;

// Reads polygons as lists of numbers, or {"size": [height, width], "counts": numbers or COCO's string}, also as Python
// prints bytes (b'...'). monostate for null, an empty list and lists of empty polygons. Throws std::invalid_argument
// describing the problem.
Segmentation segmentationOf(const Json& json);
Box boxOf(const Json& json);  // [x, y, width, height]; throws likewise

// The mask in an image of this size; an empty mask for monostate.
RunLength maskOf(const Segmentation& segmentation, int height, int width);

}  // namespace isonet::coco
