// Reads the header of an image file: format, size, orientation, and whether the file is complete. JPEG (ITU T.81 Annex
// B), PNG, WebP (RIFF) and BMP; the orientation is EXIF tag 0x0112 (EXIF 2.3, section 4.6.4).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace isonet::training {

struct ImageHeader {
    enum class Format { Unknown, Jpeg, Png, Bmp, WebP };
    Format format = Format::Unknown;
    int width = 0, height = 0;  // as stored, before rotation; JPEG only, otherwise 0
    int orientation = 1;        // EXIF 1 to 8; 1 if missing
    bool complete = true;       // false: the end of the file is missing (decoders would fill the rest arbitrarily)
};

// Never fails: unknown values keep their defaults.
ImageHeader readImageHeader(std::span<const std::uint8_t> bytes);

// The format's name by its signature, also of formats that are not read ("TIFF", "GIF"); empty if unknown.
std::string_view formatName(std::span<const std::uint8_t> bytes);

// Maps coordinates of the displayed image to the stored one of w x h: first transposed, then mirrored (x = w - x,
// y = h - y).
struct Turn {
    bool transpose = false, mirrorX = false, mirrorY = false;
};
Turn turnOf(int orientation);

}  // namespace isonet::training
