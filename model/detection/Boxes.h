// Boxes as (N, 4) float tensors x1, y1, x2, y2 in pixels, on any device.
#pragma once

#include <torch/types.h>

#include <cstdint>

namespace isonet::model {

// Image size before padding.
struct ImageSize {
    std::int64_t height = 0, width = 0;
};

at::Tensor boxAreas(const at::Tensor& boxes);  // (N)
// |a & b| / |a | b|, (N, M).
at::Tensor boxOverlaps(const at::Tensor& a, const at::Tensor& b);
// |a & b| / |a|, (N, M).
at::Tensor boxCover(const at::Tensor& a, const at::Tensor& b);
at::Tensor clippedBoxes(const at::Tensor& boxes, const ImageSize& size);
// Indices of the boxes with positive width and height.
at::Tensor nonEmptyBoxes(const at::Tensor& boxes);

}  // namespace isonet::model
