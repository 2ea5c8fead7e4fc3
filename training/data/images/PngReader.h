// Decodes PNG files with libpng.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "training/data/images/JpegReader.h"

namespace isonet::training {

// Decodes the whole image as gray (0.299 R + 0.587 G + 0.114 B) or BGR bytes. Transparency is dropped, 16-bit samples
// keep their upper byte, palettes and 1, 2 and 4 bits are expanded: the pixels of OpenCV's imdecode. Of an animation
// (APNG), the default image. The result is valid until this thread's next call. Throws ImageError naming `name`.
DecodedPart readPng(std::span<const std::uint8_t> bytes, bool gray, const std::string& name);

}  // namespace isonet::training
