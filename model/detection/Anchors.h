// Anchor boxes: one per size and ratio at every feature, centered on the feature's corner.
#pragma once

#include <torch/types.h>

#include <cstdint>

#include "model/spec/DetectorSpec.h"

namespace isonet::model {

// (sizes x ratios, 4) around (0, 0), ratios fastest: width size / sqrt(ratio), height size * sqrt(ratio).
at::Tensor cellAnchors(const spec::DetectorSpec& spec);

// (height x width x A, 4) for a feature map, row by row, the cell's anchors fastest; feature (i, j) is at
// (j stride, i stride).
at::Tensor gridAnchors(const at::Tensor& cell, std::int64_t height, std::int64_t width, std::int64_t stride);

}  // namespace isonet::model
