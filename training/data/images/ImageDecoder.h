// Decodes image files to 8-bit pixels without transparency: JPEG with libjpeg-turbo (JpegReader.h), PNG with libpng,
// WebP with libwebp, BMP and others with OpenCV where the build has it (OpenCvFormats.h).
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

// The message about a file in a format that the build cannot read; it names the format.
std::string unreadFormat(std::span<const std::uint8_t> bytes, const std::string& name);

// Whether a file name has the extension of a supported format, ignoring case.
bool isImageName(std::string_view fileName);
std::string imageEndings();  // for messages: "jpg, jpeg, png, bmp, webp"; bmp only with OpenCV

}  // namespace isonet::training
