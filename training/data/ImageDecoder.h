// Image files to 8-bit pixels: JPEG through libjpeg-turbo (JpegReader.h), PNG, BMP and WebP through OpenCV,
// transparency dropped.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "training/data/ImageHeader.h"
#include "training/data/JpegReader.h"

namespace isonet::training {

// One file that cannot be read or decoded, named with the reason. In a data set it is left out and counted
// (DamageLog.h).
class ImageError : public DataError {
public:
    using DataError::DataError;
};

// The file's bytes into `bytes`, whose memory is reused. Throws ImageError.
void readImageFile(const std::filesystem::path& file, std::vector<std::uint8_t>& bytes);

// At least `part` of the pixels as stored (not turned), gray or blue-green-red, valid until this thread's next call.
// A JPEG is decoded at 1 / denominator (1, 2, 4 or 8) of its size; others whole and at their size, whatever is asked.
// Throws ImageError naming `name`.
DecodedPart decodeImage(std::span<const std::uint8_t> bytes, const ImageHeader& header, const PixelBox& part, bool gray,
                        int denominator, const std::string& name);

// Endings of file names that a folder's images may have, in small letters: ".jpg" ...
bool isImageName(std::string_view fileName);
std::string imageEndings();  // for messages: "jpg, jpeg, png, bmp, webp"

}  // namespace isonet::training
