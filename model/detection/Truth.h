// Ground truth of an image.
#pragma once

#include <torch/types.h>

namespace isonet::model {

struct Truth {
    at::Tensor boxes;   // (M, 4) float32, pixels of the resized image
    at::Tensor labels;  // (M) int64, categories from 0
    at::Tensor masks;   // (M, H, W) uint8, 0 or 1; undefined without the mask branch
    at::Tensor crowds;  // (K, 4): crowd regions, not counted as background; may be empty
};

}  // namespace isonet::model
