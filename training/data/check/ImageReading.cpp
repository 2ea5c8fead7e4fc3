#include "training/data/check/ImageReading.h"

#include <utility>

#include "training/data/images/ImageDecoder.h"

namespace isonet::training {
namespace {

ContentHash startOf(int width, int height, int orientation) {
    ContentHash hash;
    for (const int value : {width, height, orientation})
        hash.add(static_cast<std::uint64_t>(value));
    return hash;
}

ReadImage readPixels(const StoredImage& image, PixelSums& sums) {
    const auto [channels, height, width] = image.shape;
    const std::size_t area = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
    ReadImage read;
    read.width = width;
    read.height = height;
    read.content = startOf(width, height, 1);
    read.content.add(image.bytes.data(), image.bytes.size());
    const std::uint8_t* red = image.bytes.data();
    read.gray = channels == 3 ? sums.add(red, red + area, red + 2 * area, 1, area) : sums.add(red, red, red, 1, area);
    return read;
}

ReadImage readFile(const StoredImage& image, const std::string& name, PixelSums& sums) {
    const ImageHeader header = readImageHeader(image.bytes);
    if (header.format == ImageHeader::Format::Jpeg && header.complete && (header.width < 1 || header.height < 1))
        throw ImageError(name + " cannot be decoded: its header has no size");
    const PixelView pixels =
        decodeImage(image.bytes, header, {0, 0, header.width, header.height}, false, 1, name).pixels;
    ReadImage read;
    read.width = pixels.width;
    read.height = pixels.height;
    read.content = startOf(pixels.width, pixels.height, header.orientation);
    read.gray = true;
    const auto count = static_cast<std::size_t>(pixels.width);
    for (int y = 0; y < pixels.height; ++y) {
        const std::uint8_t* row = pixels.data + y * pixels.stride;
        read.content.add(row, 3 * count);
        read.gray = sums.add(row + 2, row + 1, row, 3, count) && read.gray;
    }
    if (turnOf(header.orientation).transpose)
        std::swap(read.width, read.height);
    return read;
}

}  // namespace

ReadImage readCompletely(const StoredImage& image, const std::string& name, PixelSums* sums) {
    PixelSums unused;
    PixelSums& to = sums ? *sums : unused;
    return image.shape.channels > 0 ? readPixels(image, to) : readFile(image, name, to);
}

}  // namespace isonet::training
