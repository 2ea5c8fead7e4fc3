// Resamples a box of an 8-bit image to a normalized float image of another size in one pass over the pixels.
//
// Uses the triangle (bilinear) filter, widened when downsampling to avoid aliasing: output column X takes the source
// pixels within s = max(1, box width / output width) of its center c, weighted by max(0, 1 - |x + 1/2 - c| / s) and
// normalized to sum 1; rows likewise. Equals Pillow's BILINEAR and torchvision's antialiased resize without their
// rounding to bytes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "training/data/images/Dataset.h"

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

// byte * scale + offset of each output channel (red, green, blue).
struct PixelScale {
    std::array<float, 3> scale{}, offset{};
    // (byte / 255 - mean) / deviation
    void set(int channel, double mean, double deviation) {
        scale.at(static_cast<std::size_t>(channel)) = static_cast<float>(1.0 / (255.0 * deviation));
        offset.at(static_cast<std::size_t>(channel)) = static_cast<float>(-mean / deviation);
    }
};

// Writes outHeight x outWidth pixels of source.channels floats, red first, to `out`. Thread-safe.
void resample(const PixelView& source, const Resampling& how, const PixelScale& values, PixelOrder order, float* out);

}  // namespace isonet::training
