// What is in an image, for training.
#pragma once

#include <torch/types.h>

namespace isonet::model {

struct Truth {
    at::Tensor boxes;   // (M, 4) float32, pixels of the image as the network sees it
    at::Tensor labels;  // (M) int64, categories from 0
    at::Tensor masks;   // (M, H, W) uint8, 0 or 1; undefined without the mask branch
    at::Tensor crowds;  // (K, 4): what lies in them is not background; may have no rows
};

}  // namespace isonet::model
