// The images of a loader's batch as a network takes them. Images that come as bytes are placed, mirrored and normalized
// on the device in one pass (model/kernels/ImageInput.h), with the same values, bit for bit, as Dataset::load().
#pragma once

#include <torch/types.h>

#include "training/data/images/Dataset.h"

namespace isonet::training {

class NetworkInput {
public:
    NetworkInput() = default;  // for float32 images only
    NetworkInput(const Dataset& data, const at::Device& device);

    // (N, C, H, W) float32, channels-last. `images` float32, or uint8 with their places (Loader.h), on the device.
    // Throws c10::Error for uint8 images without a dataset that stores bytes.
    at::Tensor of(const at::Tensor& images, const at::Tensor& places) const;

private:
    ImageShape shape_;
    at::Tensor table_;  // (c, 256) float32 on the device; undefined: no bytes
};

}  // namespace isonet::training
