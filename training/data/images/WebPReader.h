// Decodes WebP files with libwebp.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "training/data/images/JpegReader.h"

namespace isonet::training {

// Decodes the whole image as gray (0.299 R + 0.587 G + 0.114 B, rounded) or BGR bytes; transparency is dropped: the
// pixels of OpenCV's imdecode. Of an animation, the first frame on a black canvas. The result is valid until this
// thread's next call. Throws ImageError naming `name`.
DecodedPart readWebP(std::span<const std::uint8_t> bytes, bool gray, const std::string& name);

}  // namespace isonet::training
