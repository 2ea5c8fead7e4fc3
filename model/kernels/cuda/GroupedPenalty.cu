#include "model/kernels/cuda/GroupedPenalty.h"

#include "model/kernels/GroupedLimits.h"
#include "model/kernels/cuda/BlockSum.h"
#include "model/kernels/cuda/Launch.h"

namespace isonet::model::cuda {
namespace {

constexpr int threads = 128;
template <typename Real>
constexpr int numbersHeld = GroupedLimits::numberBytes / sizeof(Real);
template <typename Real>
constexpr int productsHeld = GroupedLimits::productBytes / sizeof(Real);

// Shifts of E, in units of the stride. Shift p = dy wide + dx with dy >= 0, and dx >= 0 if dy = 0; -p is its opposite,
// whose E is the transpose.
struct Shifts {
    int reach, wide, count;
    __host__ __device__ Shifts(int height, int width, int stride)
        : reach((width - 1) / stride), wide(2 * reach + 1), count((height - 1) / stride * wide + reach + 1) {}
};

// Index of a number within a kernel's memory.
__device__ __forceinline__ std::int64_t offsetOf(const GroupedLayer& l, const std::int64_t* strides, int number) {
    const int x = number % l.width, row = number / l.width, y = row % l.height, plane = row / l.height;
    return plane / l.d * strides[1] + plane % l.d * strides[2] + y * strides[3] + x * strides[4];
}

// E_p[m, other] of one kernel: (n, d, taps).
template <typename Real>
__device__ __forceinline__ Real productOf(const GroupedLayer& l, const Real* kernel, int dy, int dx, int m, int other) {
    const int taps = l.height * l.width, left = dx < 0 ? -dx : 0, right = l.width - (dx > 0 ? dx : 0);
    Real sum = 0;
    for (int c = 0; c < l.d; ++c) {
        const Real *ahead = kernel + (m * l.d + c) * taps + dy * l.width + dx,
                   *behind = kernel + (other * l.d + c) * taps;
        for (int y = 0; y < l.height - dy; ++y)
            for (int x = left; x < right; ++x)
                sum += ahead[y * l.width + x] * behind[y * l.width + x];
    }
    return sum;
}

// 2 sum over p, other of E_p[m, other] a[other, c, q - p] for number (m, c, q).
template <typename Real>
__device__ __forceinline__ Real gradientOf(const GroupedLayer& l, const Shifts& shifts, const Real* kernel,
                                           const Real* e, int number) {
    const int taps = l.height * l.width, x = number % l.width, y = number / l.width % l.height;
    const int plane = number / taps, m = plane / l.d, c = plane % l.d;
    Real sum = 0;
    for (int fromY = y % l.stride; fromY < l.height; fromY += l.stride)
        for (int fromX = x % l.stride; fromX < l.width; fromX += l.stride) {
            const int p = (y - fromY) / l.stride * shifts.wide + (x - fromX) / l.stride;
            const Real* factors = e + (p < 0 ? -p : p) * l.n * l.n + (p < 0 ? m : m * l.n);
            const int apart = p < 0 ? l.n : 1;
            const Real* column = kernel + c * taps + fromY * l.width + fromX;
            for (int other = 0; other < l.n; ++other)
                sum += factors[other * apart] * column[other * l.d * taps];
        }
    return 2 * sum;
}

// A block: `together` kernels of one layer, in shared memory; a thread: every threads-th number.
template <typename Real>
__global__ void __launch_bounds__(threads) groupedKernel(const GroupedTable table, double* partial) {
    __shared__ Real numbers[numbersHeld<Real>], products[productsHeld<Real>];
    const int block = static_cast<int>(blockIdx.x), thread = static_cast<int>(threadIdx.x);
    int which = 0;
    while (which + 1 < table.count && table.layers[which + 1].firstBlock <= block)
        ++which;
    const GroupedLayer& l = table.layers[which];
    const int first = (block - l.firstBlock) * l.together;
    const int count = l.kernels - first < l.together ? l.kernels - first : l.together;
    const int size = l.n * l.d * l.height * l.width, square = l.n * l.n;
    const auto* from = static_cast<const Real*>(l.from);
    for (int i = thread; i < count * size; i += threads)
        numbers[i] = from[(first + i / size) * l.fromStrides[0] + offsetOf(l, l.fromStrides, i % size)];
    __syncthreads();
    const Shifts shifts(l.height, l.width, l.stride);
    const int each = shifts.count * square;
    Real sum = 0;
    for (int i = thread; i < count * each; i += threads) {
        const int p = i % each / square, m = i % square / l.n, other = i % l.n;
        const int dy = (p + shifts.reach) / shifts.wide, dx = (p + shifts.reach) % shifts.wide - shifts.reach;
        Real value = productOf(l, numbers + i / each * size, dy * l.stride, dx * l.stride, m, other);
        if (p == 0 && m == other)
            value -= 1;
        products[i] = value;
        sum += (p == 0 ? Real(0.5) : Real(1)) * value * value;
    }
    __syncthreads();
    if (l.to) {
        auto* to = static_cast<Real*>(l.to);
        for (int i = thread; i < count * size; i += threads)
            to[(first + i / size) * l.toStrides[0] + offsetOf(l, l.toStrides, i % size)] =
                gradientOf(l, shifts, numbers + i / size * size, products + i / size * each, i % size);
    }
    const double total = blockSum<threads>(static_cast<double>(sum));
    if (thread == 0)
        partial[block] = total;
}

// A block: the sum of one layer's blocks.
__global__ void __launch_bounds__(threads)
    groupedSumKernel(const GroupedTable table, int blocks, const double* partial, double* values) {
    const int layer = static_cast<int>(blockIdx.x);
    const int end = layer + 1 < table.count ? table.layers[layer + 1].firstBlock : blocks;
    double sum = 0;
    for (int i = table.layers[layer].firstBlock + static_cast<int>(threadIdx.x); i < end; i += threads)
        sum += partial[i];
    const double total = blockSum<threads>(sum);
    if (threadIdx.x == 0)
        values[layer] = total;
}

}  // namespace

int arrangeBlocks(bool isDouble, GroupedTable& table) {
    int blocks = 0;
    for (int i = 0; i < table.count; ++i) {
        GroupedLayer& l = table.layers[i];
        l.together = static_cast<int>(
            GroupedLimits::together(isDouble ? sizeof(double) : sizeof(float), l.n, l.d, l.height, l.width, l.stride));
        l.firstBlock = blocks;
        blocks += (l.kernels + l.together - 1) / l.together;
    }
    return blocks;
}

void groupedPenalty(bool isDouble, const GroupedTable& table, int blocks, double* partial, double* values,
                    cudaStream_t stream) {
    if (isDouble)
        launch(groupedKernel<double>, static_cast<unsigned>(blocks), threads, stream, table, partial);
    else
        launch(groupedKernel<float>, static_cast<unsigned>(blocks), threads, stream, table, partial);
    launch(groupedSumKernel, static_cast<unsigned>(table.count), threads, stream, table, blocks, partial, values);
}

}  // namespace isonet::model::cuda
