// Pastes a predicted mask into its image.
#pragma once

#include <torch/types.h>

#include "model/detection/Boxes.h"

namespace isonet::model {

// probability (S, S) float32 on the CPU, resized to the box (4 numbers: x1, y1, x2, y2 in pixels of the image) by
// bilinear interpolation. Returns (height, width) uint8, 1 where the value at the pixel center is >= the threshold.
at::Tensor pastedMask(const at::Tensor& probability, const at::Tensor& box, const ImageSize& size, double threshold);

}  // namespace isonet::model
