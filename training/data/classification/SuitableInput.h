// A network input that suits images of many sizes.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "training/data/images/Dataset.h"
#include "training/data/images/DatasetStatus.h"

namespace isonet::training {

// Reads the file of an image into `bytes` and returns its name for messages. Throws ImageError.
using ReadImage = std::function<std::string(std::int64_t index, std::vector<std::uint8_t>& bytes)>;

// From up to 16 of `images` training images, spread evenly: 1 channel if all of them are gray, else 3; height and width
// 32, 64, 128 or 224 pixels, the largest that the median of the shorter sides reaches to three quarters (at least 32).
// Images that cannot be decoded do not count; if none can, all values are 0.
ImageShape suitableInput(std::int64_t images, const ReadImage& read);

void setInput(DatasetStatus& status, const ImageShape& input);

}  // namespace isonet::training
