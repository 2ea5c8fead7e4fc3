#include "model/kernels/cpu/ImageInput.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <cstdint>

#include "model/kernels/ImageInputLayout.h"

namespace isonet::model::cpu {
namespace {

constexpr std::int64_t pixelsAtATime = 16384;  // below this a thread costs more than it saves

// One row of a canvas, of `outChannels` values per pixel. `row`: the image's row in its first channel; null: black.
void writeRow(const std::uint8_t* row, std::int64_t left, bool mirror, const float* table, const ImageInputLayout& l,
              float* out) {
    const std::int64_t area = l.height * l.width;
    const std::int64_t first = row ? std::clamp<std::int64_t>(left, 0, l.outWidth) : l.outWidth;
    const std::int64_t last = row ? std::clamp<std::int64_t>(left + l.width, first, l.outWidth) : l.outWidth;
    // In the order of the image's columns; a mirrored row is written from its end.
    const std::int64_t step = mirror ? -l.outChannels : l.outChannels;
    float* const begin = out + (mirror ? l.outChannels * (l.outWidth - 1) : 0);
    for (std::int64_t channel = 0; channel < l.outChannels; ++channel) {
        const std::int64_t source = l.channels == 1 ? 0 : channel;
        const float* values = table + 256 * source;
        float* pixel = begin + channel;
        const float black = values[0];
        for (std::int64_t x = 0; x < first; ++x, pixel += step)
            *pixel = black;
        for (std::int64_t x = first; x < last; ++x, pixel += step)
            *pixel = values[row[source * area + x - left]];
        for (std::int64_t x = last; x < l.outWidth; ++x, pixel += step)
            *pixel = black;
    }
}

}  // namespace

void imageInputOut(const at::Tensor& bytes, const at::Tensor& places, const at::Tensor& table, at::Tensor out) {
    const ImageInputLayout l{bytes.size(0), bytes.size(1), bytes.size(2), bytes.size(3),
                             out.size(1),   out.size(2),   out.size(3)};
    const auto* pixels = bytes.const_data_ptr<std::uint8_t>();
    const auto* placed = places.const_data_ptr<std::int32_t>();
    const auto* values = table.const_data_ptr<float>();
    auto* result = out.mutable_data_ptr<float>();
    const std::int64_t grain = std::max<std::int64_t>(1, pixelsAtATime / (l.outWidth * l.outChannels));
    at::parallel_for(0, l.images * l.outHeight, grain, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i) {
            const std::int64_t image = i / l.outHeight;
            const std::int32_t* place = placed + 3 * image;
            const std::int64_t y = i % l.outHeight - place[0];
            const bool shown = y >= 0 && y < l.height;
            writeRow(shown ? pixels + (image * l.channels * l.height + y) * l.width : nullptr, place[1], place[2] != 0,
                     values, l, result + i * l.outWidth * l.outChannels);
        }
    });
}

}  // namespace isonet::model::cpu
