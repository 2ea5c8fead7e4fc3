#include "training/data/images/CanvasPlacement.h"

#include <algorithm>

#include "training/data/images/CounterRandom.h"

namespace isonet::training {

Placed placed(const ImageShape& image, const Placement& placement, std::uint64_t draw) {
    Placed result{(placement.canvas.height - image.height) / 2, (placement.canvas.width - image.width) / 2, false};
    if (draw == 0)
        return result;
    RandomStream random(draw);
    const int reach = placement.cropPadding;
    const auto choices = static_cast<std::uint64_t>(2 * reach + 1);
    result.top -= static_cast<int>(random.below(choices)) - reach;
    result.left -= static_cast<int>(random.below(choices)) - reach;
    result.mirror = placement.flip && (random.next() & 1) != 0;
    return result;
}

void placePixels(const std::uint8_t* image, const BytePixels& pixels, const Placed& place, const ImageShape& canvas,
                 PixelOrder order, float* out) {
    const ImageShape& from = pixels.shape;
    const std::ptrdiff_t area = std::ptrdiff_t{from.height} * from.width;
    // Output strides between pixels and between channels; a mirrored row is written from its end.
    const std::ptrdiff_t step = order == PixelOrder::Planes ? 1 : canvas.channels;
    const std::ptrdiff_t plane = order == PixelOrder::Planes ? std::ptrdiff_t{canvas.height} * canvas.width : 1;
    const std::ptrdiff_t stride = place.mirror ? -step : step;
    const int first = std::clamp(place.left, 0, canvas.width);
    const int last = std::clamp(place.left + from.width, first, canvas.width);
    for (int channel = 0; channel < canvas.channels; ++channel) {
        const int source = from.channels == 1 ? 0 : channel;
        const float* value = pixels.values.data() + std::size_t{256} * static_cast<std::size_t>(source);
        for (int y = 0; y < canvas.height; ++y) {
            float* pixel =
                out + channel * plane + step * canvas.width * y + (place.mirror ? step * (canvas.width - 1) : 0);
            const int row = y - place.top;
            const bool shown = row >= 0 && row < from.height;
            const std::uint8_t* bytes = image + source * area + (shown ? std::ptrdiff_t{row} * from.width : 0);
            int x = 0;
            for (; x < (shown ? first : canvas.width); ++x, pixel += stride)
                *pixel = value[0];
            for (; shown && x < last; ++x, pixel += stride)
                *pixel = value[bytes[x - place.left]];
            for (; x < canvas.width; ++x, pixel += stride)
                *pixel = value[0];
        }
    }
}

}  // namespace isonet::training
