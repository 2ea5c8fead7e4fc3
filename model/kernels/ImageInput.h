// The input of a network from images as bytes: each image is placed on a black canvas, mirrored and normalized in one
// pass over its bytes.
//
//   out[n][c][y][x] = table[k][v],  v = bytes[n][k][y - top][x' - left] within the image, otherwise 0 (black)
//   x' = x, or W - 1 - x if the canvas is mirrored;  k = c, or 0 for gray images
//
// bytes: (N, c, h, w) uint8. places: (N, 3) int32: top, left, 1 if mirrored. table: (c, 256) float32, the normalized
// value of each byte, so that it is computed once and the same on every device. Contiguous, on one device: CPU or CUDA.
// Result: (N, C, H, W) float32, channels-last; C = c, or any number for gray images. No gradient. Throws c10::Error
// naming the operator and the shapes.
#pragma once

#include <torch/types.h>

#include <cstdint>

namespace isonet::model {

at::Tensor imageInput(const at::Tensor& bytes, const at::Tensor& places, const at::Tensor& table, std::int64_t channels,
                      std::int64_t height, std::int64_t width);

}  // namespace isonet::model
