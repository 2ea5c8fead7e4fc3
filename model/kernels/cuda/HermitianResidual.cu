#include "model/kernels/cuda/HermitianResidual.h"

#include "model/kernels/cuda/BlockSum.h"
#include "model/kernels/cuda/Launch.h"

namespace isonet::model::cuda {
namespace {

constexpr int tile = 32, threads = 256, rowsAtOnce = threads / tile;

__host__ __device__ std::int64_t tilesOf(std::int64_t n) {
    return (n + tile - 1) / tile;
}

// A block: one tile of one matrix. Matrices 0 .. layers are E0 of a layer, the others a frequency's Er and Ei.
template <typename Real>
__global__ void __launch_bounds__(threads)
    residualKernel(const Real* mixed, const Real* even, Real* factors, double* partial, ResidualLayout l) {
    __shared__ Real across[tile][tile + 1];
    const std::int64_t tiles = tilesOf(l.n), matrix = blockIdx.x / (tiles * tiles),
                       place = blockIdx.x % (tiles * tiles);
    const std::int64_t top = place / tiles * tile, left = place % tiles * tile, square = l.n * l.n;
    const bool alone = matrix < l.layers;
    const std::int64_t pair = alone ? 0 : matrix - l.layers;
    const Real *s = mixed + pair * square, *t = even + matrix * square;
    const int x = static_cast<int>(threadIdx.x) % tile, y = static_cast<int>(threadIdx.x) / tile;
    if (!alone)
        for (int r = y; r < tile; r += rowsAtOnce)
            if (left + r < l.n && top + x < l.n)
                across[r][x] = s[(left + r) * l.n + top + x];
    __syncthreads();
    Real sum = 0;
    for (int r = y; r < tile; r += rowsAtOnce) {
        const std::int64_t row = top + r, column = left + x, at = row * l.n + column;
        if (row >= l.n || column >= l.n)
            continue;
        const Real one = row == column ? Real(1) : Real(0);
        if (alone) {
            const Real value = t[at] - one;
            sum += value * value * Real(0.5);
            if (factors)
                factors[(3 * l.pairs + matrix) * square + at] = value;
            continue;
        }
        const Real here = s[at], there = across[x][r];
        const Real real = (here + there) * Real(0.5) + t[at] * 2 - one, imaginary = (here - there) * Real(0.5);
        sum += real * real + imaginary * imaginary;
        if (factors) {
            factors[pair * square + at] = imaginary;
            factors[(l.pairs + pair) * square + at] = real;
            factors[(2 * l.pairs + pair) * square + at] = real + imaginary;
        }
    }
    const double total = blockSum<threads>(static_cast<double>(sum));
    if (threadIdx.x == 0)
        partial[blockIdx.x] = total;
}

// A block: one layer. Its matrices lie `layers` apart.
__global__ void __launch_bounds__(threads) residualSumKernel(const double* partial, double* squares, ResidualLayout l) {
    const std::int64_t layer = blockIdx.x, tiles = tilesOf(l.n), each = tiles * tiles;
    const std::int64_t parts = (l.pairs / l.layers + 1) * each;
    double sum = 0;
    for (std::int64_t i = threadIdx.x; i < parts; i += threads)
        sum += partial[(i / each * l.layers + layer) * each + i % each];
    const double total = blockSum<threads>(sum);
    if (threadIdx.x == 0)
        squares[layer] = total;
}

template <typename Real>
void run(const void* mixed, const void* even, void* factors, double* partial, double* squares, ResidualLayout layout,
         cudaStream_t stream) {
    launch(residualKernel<Real>, static_cast<unsigned>(residualParts(layout)), threads, stream,
           static_cast<const Real*>(mixed), static_cast<const Real*>(even), static_cast<Real*>(factors), partial,
           layout);
    launch(residualSumKernel, static_cast<unsigned>(layout.layers), threads, stream, partial, squares, layout);
}

}  // namespace

std::int64_t residualParts(ResidualLayout layout) {
    return (layout.pairs + layout.layers) * tilesOf(layout.n) * tilesOf(layout.n);
}

void hermitianResidual(bool isDouble, const void* mixed, const void* even, void* factors, double* partial,
                       double* squares, ResidualLayout layout, cudaStream_t stream) {
    const auto chosen = isDouble ? &run<double> : &run<float>;
    chosen(mixed, even, factors, partial, squares, layout, stream);
}

}  // namespace isonet::model::cuda
