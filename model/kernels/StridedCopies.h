// Copies of many tensors: one launch for dozens of them on a GPU, where a copy of each would take one launch.
#pragma once

#include <torch/types.h>

#include <vector>

namespace isonet::model {

// to[i] = from[i], float32 or float64, any strides, at most five dimensions, all of one type, device and, pair by pair,
// shape. Throws c10::Error naming the shapes.
void copyAll(const std::vector<at::Tensor>& from, const std::vector<at::Tensor>& to);

}  // namespace isonet::model
