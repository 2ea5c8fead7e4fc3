// Rasterizes a polygon, pixel for pixel like the COCO tools.
#pragma once

#include <vector>

#include "training/data/coco/RunLength.h"

namespace isonet::coco {

using Polygon = std::vector<double>;  // x, y, x, y, ... in pixels

// Corners are rounded to a grid five times finer, on which edges are drawn with one point per step along their longer
// side. Where an edge crosses from one fine column to the next at a pixel center, the pixels below toggle between
// inside and outside. Throws std::invalid_argument: fewer than three corners, an odd number of values, or a value that
// is not finite or beyond 100,000 pixels.
RunLength polygonMask(const Polygon& polygon, int height, int width);

Polygon boxPolygon(const Box& box);

}  // namespace isonet::coco
