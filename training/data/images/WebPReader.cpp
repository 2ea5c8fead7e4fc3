#include "training/data/images/WebPReader.h"

#include <webp/decode.h>

#include "training/data/images/ImageDecoder.h"
#include "training/data/images/PixelBuffer.h"

namespace isonet::training {
namespace {

// In place: gray values overwrite the colors they are computed from. The weights are OpenCV's, of 2^15.
void colorsToGray(std::uint8_t* pixels, std::size_t count) {
    constexpr int blue = 3735, green = 19235, red = 9798, shift = 15;
    const std::uint8_t* in = pixels;
    for (std::size_t i = 0; i < count; ++i, in += 3)
        pixels[i] =
            static_cast<std::uint8_t>((in[0] * blue + in[1] * green + in[2] * red + (1 << (shift - 1))) >> shift);
}

}  // namespace

DecodedPart readWebP(std::span<const std::uint8_t> bytes, bool gray, const std::string& name) {
    thread_local PixelBuffer buffer;
    WebPBitstreamFeatures features;
    if (WebPGetFeatures(bytes.data(), bytes.size(), &features) != VP8_STATUS_OK)
        throw ImageError(name + " cannot be decoded: its data is corrupt");
    if (features.has_animation)
        throw ImageError(name + " cannot be decoded: it is an animation");
    const std::size_t stride = 3 * static_cast<std::size_t>(features.width);  // sizes are below 2^14
    const std::size_t size = stride * static_cast<std::size_t>(features.height);
    std::uint8_t* pixels = buffer.take(size);
    if (!WebPDecodeBGRInto(bytes.data(), bytes.size(), pixels, size, static_cast<int>(stride)))
        throw ImageError(name + " cannot be decoded: its data is corrupt");
    const int channels = gray ? 1 : 3;
    if (gray)
        colorsToGray(pixels, size / 3);
    return {{pixels, std::ptrdiff_t{features.width} * channels, features.width, features.height, channels}, 0, 0};
}

}  // namespace isonet::training
