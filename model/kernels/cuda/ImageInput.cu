#include "model/kernels/cuda/ImageInput.h"

#include <algorithm>

#include "model/kernels/cuda/Launch.h"

namespace isonet::model::cuda {
namespace {

constexpr int imageInputThreads = 256;

// Each thread writes the channels of one pixel after another, adjacent threads adjacent pixels.
__global__ void __launch_bounds__(imageInputThreads)
    imageInputKernel(const std::uint8_t* __restrict__ bytes, const std::int32_t* __restrict__ places,
                     const float* __restrict__ table, float* __restrict__ out, ImageInputLayout l) {
    const std::int64_t canvas = l.outHeight * l.outWidth, area = l.height * l.width;
    const std::int64_t stride = static_cast<std::int64_t>(gridDim.x) * blockDim.x;
    for (std::int64_t p = static_cast<std::int64_t>(blockIdx.x) * blockDim.x + threadIdx.x; p < l.images * canvas;
         p += stride) {
        const std::int64_t image = p / canvas, pixel = p % canvas;
        const std::int32_t* place = places + 3 * image;
        const std::int64_t y = pixel / l.outWidth - place[0];
        const std::int64_t column = pixel % l.outWidth;
        const std::int64_t x = (place[2] != 0 ? l.outWidth - 1 - column : column) - place[1];
        const bool shown = y >= 0 && y < l.height && x >= 0 && x < l.width;
        const std::uint8_t* source = bytes + image * l.channels * area + y * l.width + x;
        float* values = out + p * l.outChannels;
        for (std::int64_t channel = 0; channel < l.outChannels; ++channel) {
            const std::int64_t from = l.channels == 1 ? 0 : channel;
            values[channel] = table[256 * from + (shown ? source[from * area] : 0)];
        }
    }
}

}  // namespace

void imageInput(const std::uint8_t* bytes, const std::int32_t* places, const float* table, float* out,
                ImageInputLayout layout, cudaStream_t stream) {
    const std::int64_t pixels = layout.images * layout.outHeight * layout.outWidth;
    const auto blocks = static_cast<unsigned>(std::clamp<std::int64_t>(
        (pixels + imageInputThreads - 1) / imageInputThreads, std::int64_t{1}, std::int64_t{1} << 16));
    launch(imageInputKernel, blocks, imageInputThreads, stream, bytes, places, table, out, layout);
}

}  // namespace isonet::model::cuda
