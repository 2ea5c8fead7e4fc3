// A polygon as the mask that the COCO tools make of it, pixel for pixel.
#pragma once

#include <vector>

#include "training/data/coco/RunLength.h"

namespace isonet::coco {

using Polygon = std::vector<double>;  // x, y, x, y, ... in pixels

// The rule: corners are rounded to a grid five times finer, edges drawn there a point a step along their longer side,
// and where an edge passes from one column of the fine grid to the next at a pixel's centre, the pixels below change
// between in and out. Throws std::invalid_argument: fewer than three corners, an odd number of values, a value that is
// not finite or further than 100,000 pixels away.
RunLength polygonMask(const Polygon& polygon, int height, int width);

Polygon boxPolygon(const Box& box);

}  // namespace isonet::coco
