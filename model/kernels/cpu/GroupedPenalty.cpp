#include "model/kernels/cpu/GroupedPenalty.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include "model/kernels/cpu/DepthwisePenalty.h"
#include "model/kernels/cpu/KernelLanes.h"
#include "model/kernels/cpu/TapOverlap.h"

// Vectors are passed only between functions that are inlined.
#pragma GCC diagnostic ignored "-Wpsabi"

namespace isonet::model::cpu {
namespace {

template <typename Real>
struct Problem {
    const KernelShape& shape;
    std::int64_t n, d, height, width, stride;
    const KernelMemory<const Real>& from;
    const KernelMemory<Real>& to;  // null: no gradient
};

// Matrices are row-major: a kernel's taps one after the other, each n x d.
template <typename Real>
struct Matrices {
    using Lanes = KernelLanes<Real>;
    using Vector = typename Lanes::Vector;

    // A rows x columns part of one of the products below, in registers.
    template <int rows, int columns>
    struct Tile {
        static constexpr int size = rows * columns;
        using All = std::make_index_sequence<size>;
        Vector sum[size];

        static constexpr int row(std::size_t i) { return static_cast<int>(i) / columns; }
        static constexpr int column(std::size_t i) { return static_cast<int>(i) % columns; }

        template <std::size_t... i>
        ISONET_ALWAYS_INLINE void load(const Vector* matrix, std::int64_t length, std::index_sequence<i...>) {
            ((sum[i] = matrix[row(i) * length + column(i)]), ...);
        }
        template <std::size_t... i>
        ISONET_ALWAYS_INLINE void store(Vector* matrix, std::int64_t length, std::index_sequence<i...>) const {
            ((matrix[row(i) * length + column(i)] = sum[i]), ...);
        }
        template <std::size_t... i>
        ISONET_ALWAYS_INLINE void clear(std::index_sequence<i...>) {
            ((sum[i] = Vector{}), ...);
        }
        // a: one number per row, at distance `byRow`; b: one per column.
        template <std::size_t... i>
        ISONET_ALWAYS_INLINE void add(const Vector* a, std::int64_t byRow, const Vector* b, std::int64_t byColumn,
                                      std::index_sequence<i...>) {
            ((sum[i] += a[row(i) * byRow] * b[column(i) * byColumn]), ...);
        }
    };

    // E = sum over taps of ahead behind^T: rows i .., columns j ...
    struct Gram {
        const Problem<Real>& p;
        const TapOverlap& o;
        const Vector* kernel;
        Vector* e;

        template <int rows, int columns>
        ISONET_ALWAYS_INLINE void run(std::int64_t i, std::int64_t j) const {
            Tile<rows, columns> tile;
            constexpr typename Tile<rows, columns>::All all;
            tile.clear(all);
            for (std::int64_t y = 0; y < o.height; ++y)
                for (std::int64_t x = 0; x < o.width; ++x) {
                    const std::int64_t tap = y * p.width + x;
                    const Vector* ahead = kernel + ((o.ahead + tap) * p.n + i) * p.d;
                    const Vector* behind = kernel + ((o.behind + tap) * p.n + j) * p.d;
                    for (std::int64_t c = 0; c < p.d; ++c)
                        tile.add(ahead + c, p.d, behind + c, p.d, all);
                }
            tile.store(e + i * p.n + j, p.n, all);
        }
    };

    // out += F in, F (n, n) with entries byRow and byColumn apart, in and out (n, d): rows i .., columns j ...
    struct Product {
        const Problem<Real>& p;
        const Vector* factors;
        std::int64_t byRow, byColumn;
        const Vector* in;
        Vector* out;

        template <int rows, int columns>
        ISONET_ALWAYS_INLINE void run(std::int64_t i, std::int64_t j) const {
            Tile<rows, columns> tile;
            constexpr typename Tile<rows, columns>::All all;
            tile.load(out + i * p.d + j, p.d, all);
            for (std::int64_t m = 0; m < p.n; ++m)
                tile.add(factors + i * byRow + m * byColumn, byRow, in + m * p.d + j, 1, all);
            tile.store(out + i * p.d + j, p.d, all);
        }
    };

    template <typename Work, int rows>
    static ISONET_ALWAYS_INLINE void rowOfTiles(const Work& work, std::int64_t i, std::int64_t columns) {
        std::int64_t j = 0;
        for (; j + 2 <= columns; j += 2)
            work.template run<rows, 2>(i, j);
        for (; j < columns; ++j)
            work.template run<rows, 1>(i, j);
    }

    template <typename Work>
    static ISONET_ALWAYS_INLINE void tiles(const Work& work, std::int64_t rows, std::int64_t columns) {
        std::int64_t i = 0;
        for (; i + 4 <= rows; i += 4)
            rowOfTiles<Work, 4>(work, i, columns);
        for (; i + 2 <= rows; i += 2)
            rowOfTiles<Work, 2>(work, i, columns);
        for (; i < rows; ++i)
            rowOfTiles<Work, 1>(work, i, columns);
    }

    static ISONET_ALWAYS_INLINE void addGradient(const Problem<Real>& p, const TapOverlap& o, const Vector* kernel,
                                                 const Vector* e, Vector* gradient) {
        const std::int64_t size = p.n * p.d;
        for (std::int64_t y = 0; y < o.height; ++y)
            for (std::int64_t x = 0; x < o.width; ++x) {
                const std::int64_t ahead = (o.ahead + y * p.width + x) * size;
                const std::int64_t behind = (o.behind + y * p.width + x) * size;
                tiles(Product{p, e, p.n, 1, kernel + behind, gradient + ahead}, p.n, p.d);
                if (!o.center)
                    tiles(Product{p, e, 1, p.n, kernel + ahead, gradient + behind}, p.n, p.d);
            }
    }

    // Blocks of as many kernels as lanes; `scratch`: (2 numbers + n^2) vectors. parts: the value of each block.
    static ISONET_ALWAYS_INLINE void run(const Problem<Real>* problem, std::int64_t begin, std::int64_t end,
                                         Real* scratch, double* parts) {
        const Problem<Real>& p = *problem;
        constexpr std::int64_t lanes = Lanes::lanes;
        const std::int64_t size = p.shape.numbers(), square = p.n * p.n;
        Vector* kernel = reinterpret_cast<Vector*>(scratch);
        Vector *gradient = kernel + size, *e = gradient + size;
        const std::int64_t farY = (p.height - 1) / p.stride * p.stride, farX = (p.width - 1) / p.stride * p.stride;
        for (std::int64_t block = begin; block < end; ++block) {
            const std::int64_t first = block * lanes, count = std::min(lanes, p.shape.kernels - first);
            Lanes::gather(p.shape, p.from, first, count, kernel);
            if (p.to.data)
                for (std::int64_t i = 0; i < size; ++i)
                    gradient[i] = Vector{};
            double total[lanes] = {};
            for (std::int64_t dy = 0; dy <= farY; dy += p.stride) {
                Vector sum{};  // of few terms, so that float32 suffices
                for (std::int64_t dx = dy == 0 ? 0 : -farX; dx <= farX; dx += p.stride) {
                    const TapOverlap o = tapOverlap(p.height, p.width, dy, dx);
                    tiles(Gram{p, o, kernel, e}, p.n, p.n);
                    if (o.center)
                        for (std::int64_t i = 0; i < p.n; ++i)
                            e[i * (p.n + 1)] -= 1;
                    const Real share = o.center ? Real(0.5) : Real(1);  // of the shift and its opposite
                    for (std::int64_t i = 0; i < square; ++i)
                        sum += share * e[i] * e[i];
                    if (p.to.data)
                        addGradient(p, o, kernel, e, gradient);
                }
                for (std::int64_t lane = 0; lane < lanes; ++lane)
                    total[lane] += static_cast<double>(sum[lane]);
            }
            parts[block] = 0;
            for (std::int64_t lane = 0; lane < count; ++lane)
                parts[block] += total[lane];
            if (!p.to.data)
                continue;
            for (std::int64_t i = 0; i < size; ++i)
                gradient[i] *= 2;
            Lanes::scatter(p.shape, gradient, p.to, first, count);
        }
    }
};

template <typename Real>
double sumOfBlocks(const Problem<Real>& problem) {
    constexpr std::int64_t lanes = KernelLanes<Real>::lanes, worthAThread = 50000;
    const std::int64_t numbers = problem.shape.numbers();
    const std::int64_t blocks = (problem.shape.kernels + lanes - 1) / lanes;
    const std::int64_t work = 2 * problem.shape.taps() * problem.n * numbers;  // about the vector operations of a block
    std::vector<double> parts(static_cast<std::size_t>(blocks));
    at::parallel_for(
        0, blocks, std::max<std::int64_t>(1, worthAThread / work), [&](std::int64_t begin, std::int64_t end) {
            const at::Tensor scratch = at::empty(  // torch aligns to 64 bytes
                {(2 * numbers + problem.n * problem.n) * lanes}, c10::CppTypeToScalarType<Real>::value);
            runVectorized<Matrices<Real>>(&problem, begin, end, scratch.mutable_data_ptr<Real>(), parts.data());
        });
    return std::accumulate(parts.begin(), parts.end(), 0.0);
}

template <typename Real>
double run(const at::Tensor& kernels, std::int64_t stride, const at::Tensor& gradients) {
    KernelShape shape{kernels.size(0), kernels.size(1), kernels.size(2), kernels.size(3), kernels.size(4)};
    const bool channels = hasDepthwisePenalty(shape, stride);
    if (channels) {
        arrangeDepthwise(shape);
    } else {
        shape.byTap = shape.n * shape.d;
        shape.byRow = shape.d;
        shape.byColumn = 1;
    }
    const KernelMemory<const Real> from = kernelMemory(kernels.const_data_ptr<Real>(), kernels.strides().data(), shape);
    const KernelMemory<Real> to =
        gradients.defined() ? kernelMemory(gradients.mutable_data_ptr<Real>(), gradients.strides().data(), shape)
                            : KernelMemory<Real>();
    if (channels)
        return depthwisePenalty(shape, stride, from, to);
    return sumOfBlocks<Real>({shape, shape.n, shape.d, shape.height, shape.width, stride, from, to});
}

// The longer side of a row or column of taps, and the shorter side of a large kernel, is the width.
bool liesBetterTurned(const at::Tensor& kernels) {
    return kernels.size(1) == 1 &&
           (kernels.size(4) == 1 || kernels.size(4) > std::max<std::int64_t>(7, kernels.size(3)));
}

}  // namespace

double groupedPenalty(const at::Tensor& kernels, std::int64_t stride, const at::Tensor& gradients) {
    if (liesBetterTurned(kernels) && kernels.size(3) > 1)
        return groupedPenalty(kernels.transpose(3, 4), stride,
                              gradients.defined() ? gradients.transpose(3, 4) : gradients);
    return kernels.scalar_type() == at::kDouble ? run<double>(kernels, stride, gradients)
                                                : run<float>(kernels, stride, gradients);
}

}  // namespace isonet::model::cpu
