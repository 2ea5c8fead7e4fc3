// The part of a JPEG that is needed, at a part of its size: rows above and columns beside it are passed over, what lies
// below is not looked at. libjpeg-turbo itself rather than through OpenCV, which decodes the whole and then exchanges
// red and blue byte by byte, a third of its time.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "training/data/Resample.h"

namespace isonet::training {

// A rectangle of stored pixels; right and bottom are after the last.
struct PixelBox {
    int left = 0, top = 0, right = 0, bottom = 0;
};

// Pixels, not owned, and where their first one lies in the (reduced) picture.
struct DecodedPart {
    PixelView pixels;
    int left = 0, top = 0;
};

// Decodes at least `part` (in pixels of the whole picture) at 1 / denominator (1, 2, 4, 8): gray, or blue-green-red.
// The result is valid until this thread's next call. Four inks (CMYK, YCCK) are taken as Adobe writes them, inverted,
// as Pillow and OpenCV do. Throws ImageError naming `name`: no JPEG that can be decoded, or one whose data ends too
// early.
DecodedPart readJpegPart(std::span<const std::uint8_t> bytes, const PixelBox& part, bool gray, int denominator,
                         const std::string& name);

}  // namespace isonet::training
