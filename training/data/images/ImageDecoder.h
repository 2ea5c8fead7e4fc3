// Decodes image files to 8-bit pixels without transparency: JPEG with libjpeg-turbo (JpegReader.h), PNG with libpng,
// WebP with libwebp, GIF (GifReader.h), BMP, TIFF and others with OpenCV where the build has it (OpenCvFormats.h). The
// format is that of the content, not of the extension. Transparency is dropped: a pixel keeps its stored color, as in
// Pillow's convert("RGB").
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "model/base/DataError.h"
#include "training/data/images/ImageFault.h"
#include "training/data/images/ImageHeader.h"
#include "training/data/images/JpegReader.h"

namespace isonet::training {

// A file that cannot be read or decoded, with the reason. In a dataset it is skipped and counted (CorruptImageLog.h).
class ImageError : public DataError {
public:
    explicit ImageError(const std::string& message, ImageFault fault = ImageFault::Damaged)
        : DataError(message), fault_(fault) {}
    ImageFault fault() const { return fault_; }

private:
    ImageFault fault_;
};

// Reads the file into `bytes`, reusing its memory. Throws ImageError; a file of more than 512 MiB is too large.
void readImageFile(const std::filesystem::path& file, std::vector<std::uint8_t>& bytes);

// Throws ImageError naming `name`: the format is not read, the image is too large (ImageLimits.h), or its end is
// missing.
void requireDecodable(std::span<const std::uint8_t> bytes, const ImageHeader& header, const std::string& name);

// Decodes at least `part` of the pixels as stored (not rotated), gray or BGR, valid until this thread's next call. A
// JPEG is decoded at 1 / denominator (1, 2, 4 or 8) of its size; other formats completely and at full size. Throws
// ImageError naming `name`, as requireDecodable() does, or because the data is invalid.
DecodedPart decodeImage(std::span<const std::uint8_t> bytes, const ImageHeader& header, const PixelBox& part, bool gray,
                        int denominator, const std::string& name);

}  // namespace isonet::training
