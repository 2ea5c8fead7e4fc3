// Decodes image files to 8-bit pixels: JPEG with libjpeg-turbo (JpegReader.h), PNG, BMP and WebP with OpenCV, without
// transparency.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "model/base/DataError.h"
#include "training/data/images/ImageHeader.h"
#include "training/data/images/JpegReader.h"

namespace isonet::training {

// A file that cannot be read or decoded, with the reason. In a dataset it is skipped and counted (CorruptImageLog.h).
class ImageError : public DataError {
public:
    using DataError::DataError;
};

// Reads the file into `bytes`, reusing its memory. Throws ImageError.
void readImageFile(const std::filesystem::path& file, std::vector<std::uint8_t>& bytes);

// Decodes at least `part` of the pixels as stored (not rotated), gray or BGR, valid until this thread's next call. A
// JPEG is decoded at 1 / denominator (1, 2, 4 or 8) of its size; other formats completely and at full size. Throws
// ImageError naming `name`.
DecodedPart decodeImage(std::span<const std::uint8_t> bytes, const ImageHeader& header, const PixelBox& part, bool gray,
                        int denominator, const std::string& name);

// Whether a file name has the extension of a supported format, ignoring case.
bool isImageName(std::string_view fileName);
std::string imageEndings();  // for messages: "jpg, jpeg, png, bmp, webp"

}  // namespace isonet::training
