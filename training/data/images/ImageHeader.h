// Reads the header of an image file: format, size, orientation, and whether the file is complete. The orientation is
// EXIF tag 0x0112 (EXIF 2.3, section 4.6.4) of any TIFF type in either byte order, in JPEG (ITU T.81 Annex B), PNG
// (eXIf) and WebP (RIFF, EXIF). TIFF's own tag is left to its decoder, which returns the pixels as displayed.
#pragma once

#include <cstdint>
#include <span>

#include "training/data/images/ImageFormat.h"

namespace isonet::training {

struct ImageHeader {
    using Format = ImageFormat;
    Format format = Format::Unknown;
    int width = 0, height = 0;  // as stored, before rotation; 0 if the header does not say
    int orientation = 1;        // EXIF 1 to 8; 1 if missing
    bool complete = true;       // false: the end of the file is missing (decoders would fill the rest arbitrarily)
};

// Never fails: unknown values keep their defaults. Reads the structure only, no pixels.
ImageHeader readImageHeader(std::span<const std::uint8_t> bytes);

// Maps coordinates of the displayed image to the stored one of w x h: first transposed, then mirrored (x = w - x,
// y = h - y).
struct Turn {
    bool transpose = false, mirrorX = false, mirrorY = false;
};
Turn turnOf(int orientation);

}  // namespace isonet::training
