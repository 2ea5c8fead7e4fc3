// What an image file says before its pixels: format, size, how to turn it, and whether its end is there. JPEG (ITU T.81
// Annex B), PNG, WebP (RIFF) and BMP; the orientation is EXIF's tag 0x0112 (EXIF 2.3, section 4.6.4).
#pragma once

#include <cstdint>
#include <span>

namespace isonet::training {

struct ImageHeader {
    enum class Format { Unknown, Jpeg, Png, Bmp, WebP };
    Format format = Format::Unknown;
    int width = 0, height = 0;  // as stored, before turning; JPEG only, 0 elsewhere
    int orientation = 1;        // EXIF's 1 to 8; 1 where it is not given
    bool whole = true;          // false: the end of the file is missing. Decoders fill the rest with anything.
};

// Never fails: what it does not understand keeps its default.
ImageHeader readImageHeader(std::span<const std::uint8_t> bytes);

// How the shown picture's coordinates (X, Y) become those of the stored one, w x h: first exchanged (transpose), then
// mirrored (x = w - x, y = h - y).
struct Turn {
    bool transpose = false, mirrorX = false, mirrorY = false;
};
Turn turnOf(int orientation);

}  // namespace isonet::training
