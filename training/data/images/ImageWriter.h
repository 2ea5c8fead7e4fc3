// Writes 8-bit pixels as image files: JPEG with libjpeg-turbo, PNG with libpng, other formats with OpenCV where the
// build has it (OpenCvFormats.h).
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "training/data/images/Resample.h"

namespace isonet::training {

// Encoders of BGR pixels (three channels). The JPEG has halved chroma in both directions, as is usual; quality: 1 to
// 100.
std::vector<std::uint8_t> encodeJpeg(const PixelView& pixels, int quality);
std::vector<std::uint8_t> encodePng(const PixelView& pixels);

// Writes BGR pixels in the format of the file's extension; JPEG with quality 95. Throws DataError: an extension that
// this build cannot write, or a file that cannot be written.
void writeImageFile(const std::filesystem::path& file, const PixelView& pixels);

}  // namespace isonet::training
