// Boxes and masks of objects, transformed with their image (resized, optionally mirrored). No torch.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "training/data/coco/Annotations.h"

namespace isonet::training {

// Why an object cannot be used for training: its box has no area inside the image, or it has no mask (not needed for a
// crowd). Empty if it can.
std::string untrainableReason(const coco::Object& object, const coco::Image& image);

struct ShapeTransform {
    int height, width;        // of the image
    int newHeight, newWidth;  // of the resized one
    bool mirrored;            // horizontally

    // x1, y1, x2, y2, clipped to the image.
    std::array<float, 4> box(const coco::Box& box) const;
    // newHeight x newWidth bytes, 0 or 1, row-major. Polygons are rasterized at the new size, run-length masks
    // resampled.
    void mask(const coco::Object& object, std::uint8_t* pixels) const;
};

}  // namespace isonet::training
