#include "training/data/classification/SuitableInput.h"

#include <algorithm>
#include <cstdlib>

#include "training/data/images/ImageDecoder.h"

namespace isonet::training {
namespace {

constexpr std::int64_t sampledImages = 16;
constexpr int reducedFrom = 1024;  // shorter side from which a JPEG is decoded at an eighth of its size
constexpr int equalWithin = 6;     // bytes; a gray image in a color JPEG is off by rounding

bool isGray(const PixelView& pixels) {
    if (pixels.channels == 1)
        return true;
    for (int y = 0; y < pixels.height; ++y)
        for (int x = 0; x < pixels.width; ++x) {
            const std::uint8_t* color = pixels.data + y * pixels.stride + std::ptrdiff_t{3} * x;
            const auto [least, most] = std::minmax({color[0], color[1], color[2]});
            if (most - least > equalWithin)
                return false;
        }
    return true;
}

}  // namespace

ImageShape suitableInput(std::int64_t images, const ReadImage& read) {
    std::vector<int> sides;
    std::vector<std::uint8_t> bytes;
    bool gray = true;
    const std::int64_t count = std::min(sampledImages, images);
    for (std::int64_t i = 0; i < count; ++i) {
        try {
            const std::string name = read(i * images / count, bytes);
            const ImageHeader header = readImageHeader(bytes);
            const bool reduced = std::min(header.width, header.height) >= reducedFrom;
            const PixelView pixels =
                decodeImage(bytes, header, {0, 0, header.width, header.height}, false, reduced ? 8 : 1, name).pixels;
            gray = gray && isGray(pixels);
            sides.push_back(header.width > 0 ? std::min(header.width, header.height)
                                             : std::min(pixels.width, pixels.height));
        } catch (const ImageError&) {
            // Reported when the dataset is checked or trained on.
        }
    }
    if (sides.empty())
        return {};
    const auto middle = sides.begin() + static_cast<std::ptrdiff_t>(sides.size() / 2);
    std::nth_element(sides.begin(), middle, sides.end());
    int size = 32;
    for (const int usual : {64, 128, 224})
        if (4 * *middle >= 3 * usual)
            size = usual;
    return {gray ? 1 : 3, size, size};
}

void setInput(DatasetStatus& status, const ImageShape& input) {
    status.channels = input.channels;
    status.height = input.height;
    status.width = input.width;
}

}  // namespace isonet::training
