// Boxes and outlines of objects, moved along with the image that is resized and perhaps mirrored. No torch.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "training/data/coco/Annotations.h"

namespace isonet::training {

// Why nothing can be learnt from an object; empty where something can: its box has no area within the image, or it has
// no outline (a crowd's box is enough).
std::string untrainable(const coco::Object& object, const coco::Image& image);

struct ShapeTransform {
    int height, width;        // of the image
    int newHeight, newWidth;  // of the resized one
    bool mirrored;            // left and right exchanged

    // x1, y1, x2, y2, cut at the image's borders.
    std::array<float, 4> box(const coco::Box& box) const;
    // newHeight x newWidth bytes, 0 or 1, row by row. Polygons are drawn at the new size, run-length masks are sampled.
    void mask(const coco::Object& object, std::uint8_t* pixels) const;
};

}  // namespace isonet::training
