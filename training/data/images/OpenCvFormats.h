// The formats that OpenCV's imgcodecs reads and writes beyond the readers of this room: BMP, TIFF and others. Left out
// of builds with ISONET_IMGCODECS=OFF, because Debian's imgcodecs loads 137 more libraries.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "training/data/images/ImageHeader.h"
#include "training/data/images/JpegReader.h"

namespace isonet::training {

// Decodes the whole image as gray or BGR; valid until this thread's next call. TIFF is turned by its own orientation,
// and transparent pixels of TIFF are darkened. Throws ImageError, also for samples of more than 16 bits.
DecodedPart decodeWithOpenCv(std::span<const std::uint8_t> bytes, const ImageHeader& header, bool gray,
                             const std::string& name);

// Writes BGR pixels in the format of the file's extension. Throws DataError: unknown extension, not writable.
void writeWithOpenCv(const PixelView& pixels, const std::filesystem::path& file);

}  // namespace isonet::training
