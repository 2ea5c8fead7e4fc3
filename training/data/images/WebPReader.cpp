#include "training/data/images/WebPReader.h"

#include <webp/decode.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <string_view>

#include "training/data/images/ImageDecoder.h"
#include "training/data/images/ImageLimits.h"
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

// An image within the canvas: its VP8 or VP8L chunk.
struct WebPFrame {
    int left = 0, top = 0;
    std::span<const std::uint8_t> image;
};

// Calls `chunk` with the name and the data of each chunk until it returns false.
template <typename Visit>
void eachChunk(std::span<const std::uint8_t> bytes, const Visit& chunk) {
    while (bytes.size() >= 8) {
        const std::size_t length = bytes[4] | bytes[5] << 8 | bytes[6] << 16 | std::size_t{bytes[7]} << 24;
        const auto whole = bytes.first(std::min(bytes.size(), length + 8));
        if (!chunk(std::string_view(reinterpret_cast<const char*>(bytes.data()), 4), whole))
            return;
        bytes = bytes.subspan(std::min(bytes.size(), length + length % 2 + 8));
    }
}

// The first frame of an animation: an ANMF chunk with its place in pairs of pixels, its size, duration and flags (16
// bytes), then an optional ALPH chunk and the image.
std::optional<WebPFrame> firstFrame(std::span<const std::uint8_t> bytes) {
    constexpr std::size_t riffHeader = 12, frameHeader = 24;
    std::optional<WebPFrame> found;
    eachChunk(bytes.subspan(riffHeader), [&](std::string_view name, std::span<const std::uint8_t> chunk) {
        if (name != "ANMF" || chunk.size() < frameHeader)
            return true;
        WebPFrame frame{
            2 * (chunk[8] | chunk[9] << 8 | chunk[10] << 16), 2 * (chunk[11] | chunk[12] << 8 | chunk[13] << 16), {}};
        eachChunk(chunk.subspan(frameHeader), [&](std::string_view part, std::span<const std::uint8_t> image) {
            if (part != "VP8 " && part != "VP8L")
                return true;
            frame.image = image;
            found = frame;
            return false;
        });
        return false;
    });
    return found;
}

}  // namespace

DecodedPart readWebP(std::span<const std::uint8_t> bytes, bool gray, const std::string& name) {
    thread_local PixelBuffer buffer;
    const auto corrupt = [&] { return ImageError(name + " cannot be decoded: its data is corrupt"); };
    WebPBitstreamFeatures features;
    if (WebPGetFeatures(bytes.data(), bytes.size(), &features) != VP8_STATUS_OK)
        throw corrupt();
    checkImageSize(features.width, features.height, name);
    WebPFrame frame{0, 0, bytes};
    WebPBitstreamFeatures image = features;
    if (features.has_animation) {
        const auto found = firstFrame(bytes);
        if (!found || WebPGetFeatures(found->image.data(), found->image.size(), &image) != VP8_STATUS_OK ||
            image.width > features.width - found->left || image.height > features.height - found->top)
            throw corrupt();
        frame = *found;
    }
    const std::size_t stride = 3 * static_cast<std::size_t>(features.width);
    const std::size_t size = stride * static_cast<std::size_t>(features.height);
    std::uint8_t* pixels = buffer.take(size);
    if (image.width < features.width || image.height < features.height)
        std::memset(pixels, 0, size);
    const std::size_t begin = stride * static_cast<std::size_t>(frame.top) + 3 * static_cast<std::size_t>(frame.left);
    if (!WebPDecodeBGRInto(frame.image.data(), frame.image.size(), pixels + begin, size - begin,
                           static_cast<int>(stride)))
        throw corrupt();
    const int channels = gray ? 1 : 3;
    if (gray)
        colorsToGray(pixels, size / 3);
    return {{pixels, std::ptrdiff_t{features.width} * channels, features.width, features.height, channels}, 0, 0};
}

}  // namespace isonet::training
