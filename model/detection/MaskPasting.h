// A predicted mask in the image it belongs to.
#pragma once

#include <torch/types.h>

#include "model/detection/Boxes.h"

namespace isonet::model {

// probability (S, S) float32 on the CPU, stretched over the box (4 numbers: x1, y1, x2, y2 in pixels of the image) by
// bilinear interpolation; (height, width) uint8, 1 where it reaches the threshold at the pixel's centre.
at::Tensor pastedMask(const at::Tensor& probability, const at::Tensor& box, const ImageSize& size, double threshold);

}  // namespace isonet::model
