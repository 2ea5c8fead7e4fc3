// Reads one image completely, for a check: its content as a hash, its size and color, and its pixels' sums.
#pragma once

#include "training/data/check/ContentHash.h"
#include "training/data/check/PixelSums.h"
#include "training/data/images/Dataset.h"

namespace isonet::training {

struct ReadImage {
    // Of size, orientation and decoded pixels: equal for two files that show the same in different formats without
    // loss.
    ContentHash content;
    int width = 0, height = 0;  // as displayed
    bool gray = false;
};

// Decodes `image` at full size and adds its pixels to `sums` unless null. Throws ImageError naming `name`. Thread-safe.
ReadImage readCompletely(const StoredImage& image, const std::string& name, PixelSums* sums);

}  // namespace isonet::training
