// Limits on image files, checked before anything is decoded: a file of 2 MB can claim an image of gigabytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace isonet::training {

// Every image that Pillow opens is accepted (it refuses above 178,956,970 pixels). Decoded: at most 540 MB.
inline constexpr std::int64_t mostImagePixels = 180'000'000;
inline constexpr std::size_t largestImageFile = std::size_t{512} << 20;
// What a decoder may allocate besides the pixels: the coefficients of a progressive JPEG, compressed metadata of a PNG.
inline constexpr std::size_t mostDecoderMemory = std::size_t{768} << 20, mostMetadata = std::size_t{8} << 20;

// Throws ImageError (TooLarge) with the size and the limit. Sizes below 1, which a header may not state, pass.
void checkImageSize(std::int64_t width, std::int64_t height, const std::string& name);

}  // namespace isonet::training
