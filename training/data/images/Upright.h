// Rotates decoded pixels to how they are displayed.
#pragma once

#include <cstdint>
#include <vector>

#include "training/data/images/Resample.h"

namespace isonet::training {

// The pixels turned by an EXIF orientation (1 to 8): in `buffer` (continuous rows), or as they are if it is 1.
PixelView upright(const PixelView& stored, int orientation, std::vector<std::uint8_t>& buffer);

}  // namespace isonet::training
