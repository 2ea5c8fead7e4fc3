// Decodes a part of a JPEG at reduced size: rows above and columns next to it are skipped, rows below are not read.
// Uses libjpeg-turbo directly because OpenCV decodes the whole image and spends a third of its time swapping red and
// blue.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "training/data/images/Resample.h"

namespace isonet::training {

// A rectangle of stored pixels; right and bottom are exclusive.
struct PixelBox {
    int left = 0, top = 0, right = 0, bottom = 0;
};

// Pixels, not owned, and their position in the (reduced) image.
struct DecodedPart {
    PixelView pixels;
    int left = 0, top = 0;
};

// Decodes at least `part` (in pixels of the full image) at 1 / denominator (1, 2, 4, 8), as gray or BGR. The result is
// valid until this thread's next call. CMYK and YCCK are read as inverted, as written by Adobe and read by Pillow and
// OpenCV. Throws ImageError naming `name`: not decodable or truncated.
DecodedPart readJpegPart(std::span<const std::uint8_t> bytes, const PixelBox& part, bool gray, int denominator,
                         const std::string& name);

}  // namespace isonet::training
