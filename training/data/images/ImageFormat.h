// Image formats by their signature: what a file is, whatever its extension says.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace isonet::training {

// Other: named, but not read by any build.
enum class ImageFormat { Unknown, Jpeg, Png, WebP, Gif, Bmp, Tiff, Jpeg2000, Netpbm, Other };

ImageFormat formatOf(std::span<const std::uint8_t> bytes);
// "JPEG", "GIF", "HEIF", also "HTML page" and others that are not images; empty if unknown.
std::string_view formatName(std::span<const std::uint8_t> bytes);
// Whether this build decodes the format: JPEG, PNG, WebP and GIF always, BMP, TIFF, JPEG 2000 and PNM with OpenCV's
// imgcodecs.
bool isRead(ImageFormat format);
// The message about a file in a format that this build does not read; it names the format and the remedy.
std::string unreadFormat(std::span<const std::uint8_t> bytes, const std::string& name);

// Whether a file name has the extension of an image, ignoring case. The same in every build: an image that this build
// cannot read is reported, not ignored.
bool isImageName(std::string_view fileName);
// The same for jpg, jpeg, png, bmp and webp only: what earlier versions took for images.
bool isCommonImageName(std::string_view fileName);
std::string imageEndings();  // for messages: "jpg, jpeg, png, ..."

}  // namespace isonet::training
