// Sizes of the operands of ImageInput.h, shared by its CPU and CUDA loops.
#pragma once

#include <cstdint>

namespace isonet::model {

// Bytes (images, channels, height, width) placed on canvases (images, outHeight, outWidth, outChannels).
struct ImageInputLayout {
    std::int64_t images = 0, channels = 0, height = 0, width = 0;
    std::int64_t outChannels = 0, outHeight = 0, outWidth = 0;
};

}  // namespace isonet::model
