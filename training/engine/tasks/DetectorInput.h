// The images of a detector's batch as its network takes them: the bytes are normalized on the device, so that a quarter
// of the memory is copied there.
//
//   out[n][c][y][x] = (byte / 255 - mean[c]) / deviation[c] within image n, 0 in the padding beyond it
#pragma once

#include <torch/types.h>

#include <vector>

#include "model/detection/Detector.h"
#include "training/config/RunConfig.h"

namespace isonet::training {

class DetectorInput {
public:
    // The normalization of data.mean and data.deviation, or else the dataset's. Throws DataError if it is unknown.
    DetectorInput(const config::DataConfig& data, const at::Device& device);

    // (N, 3, H, W) float32, channels-last. `images`: (N, 3, H, W) uint8 on the device. `sizes`: of each image in the
    // upper left corner of its canvas; one for each. Throws c10::Error for other types and numbers.
    at::Tensor of(const at::Tensor& images, const std::vector<model::ImageSize>& sizes) const;

private:
    at::Tensor scale_, offset_;  // (3, 1, 1) float32 on the device: byte * scale + offset
};

}  // namespace isonet::training
