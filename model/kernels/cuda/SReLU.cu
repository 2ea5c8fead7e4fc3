#include <cuda_bf16.h>
#include <cuda_fp16.h>

#include <algorithm>
#include <cstdint>

#include "model/kernels/cuda/Launch.h"
#include "model/kernels/cuda/SReLU.h"

namespace isonet::model::cuda {
namespace {

constexpr int threads = 256;

// Sums are accumulated in float for the 16-bit types, as on the CPU.
template <typename T>
struct Format {
    using Wide = float;
};
template <>
struct Format<double> {
    using Wide = double;
};

template <typename T>
__device__ __forceinline__ typename Format<T>::Wide widen(T value) {
    return static_cast<typename Format<T>::Wide>(value);
}

template <typename T, int n>
struct alignas(sizeof(T) * n) Pack {
    T value[n];
};

template <typename T>
constexpr int packSize = 16 / sizeof(T);

bool aligned(const void* pointer) {
    return reinterpret_cast<std::uintptr_t>(pointer) % 16 == 0;
}

template <typename T>
__device__ __forceinline__ T forwardOne(T y, T b) {
    const auto wide = widen(b);
    if (wide != wide)
        return b;
    return sreluPasses(widen(y), wide) ? y : b;
}

// Any layout: each thread handles n adjacent elements, starting from the channel of the first.
template <typename T, int n, typename Index>
__global__ void __launch_bounds__(threads)
    forwardKernel(const T* y, const T* __restrict__ b, T* x, Index elements, Index channels, Index inner) {
    const Index packs = elements / n, stride = static_cast<Index>(gridDim.x) * blockDim.x;
    for (Index p = static_cast<Index>(blockIdx.x) * blockDim.x + threadIdx.x; p < packs; p += stride) {
        const Index first = p * n;
        Index place = first % inner, channel = first / inner % channels;
        Pack<T, n> values = reinterpret_cast<const Pack<T, n>*>(y)[p];
#pragma unroll
        for (int j = 0; j < n; ++j) {
            values.value[j] = forwardOne(values.value[j], b[channel]);
            if (++place == inner) {
                place = 0;
                if (++channel == channels)
                    channel = 0;
            }
        }
        reinterpret_cast<Pack<T, n>*>(x)[p] = values;
    }
    const Index rest = packs * n + static_cast<Index>(blockIdx.x) * blockDim.x + threadIdx.x;
    if (rest < elements)
        x[rest] = forwardOne(y[rest], b[rest / inner % channels]);
}

template <typename T, int n, typename Wide>
__device__ __forceinline__ void backwardPack(const T* g, const T* x, T* dy, std::int64_t offset, const Wide* b,
                                             Wide* sums) {
    const auto gradient = *reinterpret_cast<const Pack<T, n>*>(g + offset);
    const auto output = *reinterpret_cast<const Pack<T, n>*>(x + offset);
    Pack<T, n> result;
#pragma unroll
    for (int j = 0; j < n; ++j) {
        const bool passes = sreluPasses(widen(output.value[j]), b[j]);
        result.value[j] = passes ? gradient.value[j] : T(0.0f);
        sums[j] += passes ? Wide(0) : widen(gradient.value[j]);
    }
    if (dy)
        *reinterpret_cast<Pack<T, n>*>(dy + offset) = result;
}

// Contiguous layout. Block (c, s) handles share s of channel c; n divides inner, so a pack has one channel.
template <typename T, int n>
__global__ void __launch_bounds__(threads) backwardRunsKernel(const T* g, const T* x, const T* __restrict__ b, T* dy,
                                                              typename Format<T>::Wide* partial, SReLULayout layout) {
    using Wide = typename Format<T>::Wide;
    const std::int64_t channel = blockIdx.x, packsPerRun = layout.inner / n, packs = layout.outer * packsPerRun;
    Wide offsets[n], sums[n] = {};
#pragma unroll
    for (int j = 0; j < n; ++j)
        offsets[j] = widen(b[channel]);
    for (std::int64_t p = static_cast<std::int64_t>(blockIdx.y) * threads + threadIdx.x; p < packs;
         p += static_cast<std::int64_t>(gridDim.y) * threads) {
        const std::int64_t run = p / packsPerRun, place = p - run * packsPerRun;
        backwardPack<T, n>(g, x, dy, (run * layout.channels + channel) * layout.inner + place * n, offsets, sums);
    }
    if (!partial)
        return;
    Wide sum = 0;
#pragma unroll
    for (int j = 0; j < n; ++j)
        sum += sums[j];
    __shared__ Wide warps[threads / 32];
    for (int step = 16; step > 0; step /= 2)
        sum += __shfl_down_sync(0xffffffffu, sum, step);
    if (threadIdx.x % 32 == 0)
        warps[threadIdx.x / 32] = sum;
    __syncthreads();
    if (threadIdx.x == 0) {
        for (int w = 1; w < threads / 32; ++w)
            sum += warps[w];
        partial[static_cast<std::int64_t>(blockIdx.y) * layout.channels + channel] = sum;
    }
}

// Channels-last layout. A block covers blockDim.x packs of channels and every gridDim.y-th group of blockDim.y rows.
template <typename T, int n>
__global__ void __launch_bounds__(threads) backwardRowsKernel(const T* g, const T* x, const T* __restrict__ b, T* dy,
                                                              typename Format<T>::Wide* partial, SReLULayout layout) {
    using Wide = typename Format<T>::Wide;
    const std::int64_t channel = (static_cast<std::int64_t>(blockIdx.x) * blockDim.x + threadIdx.x) * n;
    const bool inside = channel < layout.channels;
    Wide offsets[n], sums[n] = {};
    if (inside) {
#pragma unroll
        for (int j = 0; j < n; ++j)
            offsets[j] = widen(b[channel + j]);
        for (std::int64_t row = static_cast<std::int64_t>(blockIdx.y) * blockDim.y + threadIdx.y; row < layout.outer;
             row += static_cast<std::int64_t>(gridDim.y) * blockDim.y)
            backwardPack<T, n>(g, x, dy, row * layout.channels + channel, offsets, sums);
    }
    if (!partial)
        return;
    __shared__ Wide all[threads * n];
    Wide* mine = all + (threadIdx.y * blockDim.x + threadIdx.x) * n;
#pragma unroll
    for (int j = 0; j < n; ++j)
        mine[j] = sums[j];
    __syncthreads();
    if (threadIdx.y == 0 && inside) {
        for (int j = 0; j < n; ++j) {
            Wide sum = 0;
            for (unsigned row = 0; row < blockDim.y; ++row)
                sum += all[(row * blockDim.x + threadIdx.x) * n + j];
            partial[static_cast<std::int64_t>(blockIdx.y) * layout.channels + channel + j] = sum;
        }
    }
}

bool byRows(SReLULayout layout) {
    return layout.inner == 1 && layout.channels > 1;
}

// A block of the rows kernel is as wide as the channels need, in powers of two up to a warp.
template <int n>
dim3 rowsBlock(std::int64_t channels) {
    int wide = 1;
    while (wide < 32 && wide * n < channels)
        wide *= 2;
    return dim3(wide, threads / wide);
}

template <typename T>
void forward(const void* y, const void* b, void* x, SReLULayout l, cudaStream_t stream) {
    const std::int64_t elements = l.outer * l.channels * l.inner;
    const auto* in = static_cast<const T*>(y);
    const auto* offsets = static_cast<const T*>(b);
    auto* out = static_cast<T*>(x);
    constexpr int n = packSize<T>;
    const bool packed = aligned(y) && aligned(x);
    const std::int64_t work = std::max<std::int64_t>(1, elements / (packed ? n : 1));
    const auto blocks = static_cast<unsigned>(std::min<std::int64_t>((work + threads - 1) / threads, 1 << 16));
    if (!packed)
        launch(forwardKernel<T, 1, std::int64_t>, blocks, threads, stream, in, offsets, out, elements, l.channels,
               l.inner);
    else if (elements < (std::int64_t{1} << 30))  // the grid-stride step must not overflow
        launch(forwardKernel<T, n, std::uint32_t>, blocks, threads, stream, in, offsets, out, elements, l.channels,
               l.inner);
    else
        launch(forwardKernel<T, n, std::int64_t>, blocks, threads, stream, in, offsets, out, elements, l.channels,
               l.inner);
}

template <typename T, int n>
void backward(const T* g, const T* x, const T* b, T* dy, typename Format<T>::Wide* partial, SReLULayout l, int splits,
              cudaStream_t stream) {
    if (byRows(l)) {
        const dim3 block = rowsBlock<n>(l.channels);
        const std::int64_t covered = static_cast<std::int64_t>(block.x) * n;
        const dim3 grid(static_cast<unsigned>((l.channels + covered - 1) / covered), static_cast<unsigned>(splits));
        launch(backwardRowsKernel<T, n>, grid, block, stream, g, x, b, dy, partial, l);
    } else {
        const dim3 grid(static_cast<unsigned>(l.channels), static_cast<unsigned>(splits));
        launch(backwardRunsKernel<T, n>, grid, threads, stream, g, x, b, dy, partial, l);
    }
}

template <typename T>
void backward(const void* g, const void* x, const void* b, void* dy, void* partial, SReLULayout l, int splits,
              cudaStream_t stream) {
    constexpr int n = packSize<T>;
    const bool packed = aligned(g) && aligned(x) && aligned(dy) && (byRows(l) ? l.channels : l.inner) % n == 0;
    const auto run = packed ? &backward<T, n> : &backward<T, 1>;
    run(static_cast<const T*>(g), static_cast<const T*>(x), static_cast<const T*>(b), static_cast<T*>(dy),
        static_cast<typename Format<T>::Wide*>(partial), l, splits, stream);
}

}  // namespace

void sreluForward(ElementType type, const void* y, const void* b, void* x, SReLULayout layout, cudaStream_t stream) {
    switch (type) {
        case ElementType::Float:
            return forward<float>(y, b, x, layout, stream);
        case ElementType::Double:
            return forward<double>(y, b, x, layout, stream);
        case ElementType::BFloat16:
            return forward<__nv_bfloat16>(y, b, x, layout, stream);
        case ElementType::Half:
            return forward<__half>(y, b, x, layout, stream);
    }
}

int sreluSplits(ElementType type, SReLULayout layout, int multiprocessors) {
    const int pack = type == ElementType::Double ? 2 : type == ElementType::Float ? 4 : 8;
    const std::int64_t perThread = 4 * pack;  // below this a block's reduction costs more than its elements
    const std::int64_t elements = layout.outer * layout.channels * layout.inner;
    const std::int64_t columns =
        byRows(layout) ? (layout.channels + 32 * pack - 1) / (32 * pack) : layout.channels;  // blocks in x
    const std::int64_t useful = elements / (columns * threads * perThread);
    const std::int64_t enough = (8LL * multiprocessors + columns - 1) / columns;
    return static_cast<int>(std::clamp<std::int64_t>(std::min(useful, enough), 1, 4096));
}

void sreluBackward(ElementType type, const void* g, const void* x, const void* b, void* dy, void* partial,
                   SReLULayout layout, int splits, cudaStream_t stream) {
    switch (type) {
        case ElementType::Float:
            return backward<float>(g, x, b, dy, partial, layout, splits, stream);
        case ElementType::Double:
            return backward<double>(g, x, b, dy, partial, layout, splits, stream);
        case ElementType::BFloat16:
            return backward<__nv_bfloat16>(g, x, b, dy, partial, layout, splits, stream);
        case ElementType::Half:
            return backward<__half>(g, x, b, dy, partial, layout, splits, stream);
    }
}

}  // namespace isonet::model::cuda
