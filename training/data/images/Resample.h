// Resamples a box of an 8-bit image to an 8-bit image of another size in one pass over the pixels.
//
// Uses the triangle (bilinear) filter, widened when downsampling to avoid aliasing: output column X takes the source
// pixels within s = max(1, box width / output width) of its center c, weighted by max(0, 1 - |x + 1/2 - c| / s) and
// normalized to sum 1; rows likewise. The sum over both axes is rounded to the nearest byte. Pillow's BILINEAR and
// torchvision's antialiased resize of images use the same weights and round after each axis.
#pragma once

#include <cstddef>
#include <cstdint>

namespace isonet::training {

// 8-bit pixels, not owned: gray or BGR (OpenCV's order).
struct PixelView {
    const std::uint8_t* data = nullptr;
    std::ptrdiff_t stride = 0;  // bytes between rows
    int width = 0, height = 0, channels = 0;
};

struct Resampling {
    double x = 0, y = 0, width = 0, height = 0;    // the box, in source pixels
    int left = 0, top = 0, right = 0, bottom = 0;  // no source pixel outside is read; right and bottom are exclusive
    int outWidth = 0, outHeight = 0;
    bool mirrorX = false, mirrorY = false;
};

// Writes source.channels planes of outHeight x outWidth bytes, red first, to `out`. Thread-safe.
void resample(const PixelView& source, const Resampling& how, std::uint8_t* out);

}  // namespace isonet::training
