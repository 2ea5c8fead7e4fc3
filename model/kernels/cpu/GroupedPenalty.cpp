#include "model/kernels/cpu/GroupedPenalty.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include "model/kernels/cpu/InstructionSet.h"

// Vectors are passed only between functions that are inlined.
#pragma GCC diagnostic ignored "-Wpsabi"

namespace isonet::model::cpu {
namespace {

template <typename Real>
struct Problem {
    std::int64_t kernels, n, d, height, width, stride;
    const Real* from;
    Real* to;  // null: no gradient
    std::array<std::int64_t, 5> fromStrides, toStrides;

    std::int64_t numbers() const { return n * d * height * width; }
};

// Every number is `wide` vectors, one kernel per lane. Matrices are row-major: a kernel's taps one after the other,
// each n x d.
template <typename Real, int wide>
struct Lanes {
    typedef Real Vector __attribute__((vector_size(groupedPenaltyBytes)));
    static constexpr std::int64_t lanes = groupedPenaltyBytes / sizeof(Real), together = lanes * wide;

    // The taps of a kernel at which it overlaps itself at a shift: (height, width) from `ahead` and from `behind`.
    struct Overlap {
        std::int64_t ahead, behind, height, width;
        bool center;
    };

    static ISONET_ALWAYS_INLINE Overlap overlap(const Problem<Real>& p, std::int64_t dy, std::int64_t dx) {
        const std::int64_t right = dx > 0 ? dx : 0, left = dx < 0 ? -dx : 0;
        return {dy * p.width + right, left, p.height - dy, p.width - right - left, dy == 0 && dx == 0};
    }

    // A rows x columns part of one of the products below, in registers.
    template <int rows, int columns>
    struct Tile {
        static constexpr int size = rows * columns * wide;
        using All = std::make_index_sequence<size>;
        Vector sum[size];

        static constexpr int row(std::size_t i) { return static_cast<int>(i) / (columns * wide); }
        static constexpr int column(std::size_t i) { return static_cast<int>(i) / wide % columns; }
        static constexpr int part(std::size_t i) { return static_cast<int>(i) % wide; }

        template <std::size_t... i>
        ISONET_ALWAYS_INLINE void load(const Vector* matrix, std::int64_t length, std::index_sequence<i...>) {
            ((sum[i] = matrix[(row(i) * length + column(i)) * wide + part(i)]), ...);
        }
        template <std::size_t... i>
        ISONET_ALWAYS_INLINE void store(Vector* matrix, std::int64_t length, std::index_sequence<i...>) const {
            ((matrix[(row(i) * length + column(i)) * wide + part(i)] = sum[i]), ...);
        }
        template <std::size_t... i>
        ISONET_ALWAYS_INLINE void clear(std::index_sequence<i...>) {
            ((sum[i] = Vector{}), ...);
        }
        // a: one number per row, at distance `byRow`; b: one per column.
        template <std::size_t... i>
        ISONET_ALWAYS_INLINE void add(const Vector* a, std::int64_t byRow, const Vector* b, std::int64_t byColumn,
                                      std::index_sequence<i...>) {
            ((sum[i] += a[row(i) * byRow * wide + part(i)] * b[column(i) * byColumn * wide + part(i)]), ...);
        }
    };

    // E = sum over taps of ahead behind^T: rows i .., columns j ...
    struct Gram {
        const Problem<Real>& p;
        const Overlap& o;
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
                    const Vector* ahead = kernel + ((o.ahead + tap) * p.n + i) * p.d * wide;
                    const Vector* behind = kernel + ((o.behind + tap) * p.n + j) * p.d * wide;
                    for (std::int64_t c = 0; c < p.d; ++c)
                        tile.add(ahead + c * wide, p.d, behind + c * wide, p.d, all);
                }
            tile.store(e + (i * p.n + j) * wide, p.n, all);
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
            tile.load(out + (i * p.d + j) * wide, p.d, all);
            for (std::int64_t m = 0; m < p.n; ++m)
                tile.add(factors + (i * byRow + m * byColumn) * wide, byRow, in + (m * p.d + j) * wide, 1, all);
            tile.store(out + (i * p.d + j) * wide, p.d, all);
        }
    };

    template <typename Work, int rows>
    static ISONET_ALWAYS_INLINE void rowOfTiles(const Work& work, std::int64_t i, std::int64_t columns) {
        std::int64_t j = 0;
        if constexpr (wide == 1)
            for (; j + 2 <= columns; j += 2)
                work.template run<rows, 2>(i, j);
        for (; j < columns; ++j)
            work.template run<rows, 1>(i, j);
    }

    template <typename Work>
    static ISONET_ALWAYS_INLINE void tiles(const Work& work, std::int64_t rows, std::int64_t columns) {
        std::int64_t i = 0;
        if constexpr (wide == 1) {
            for (; i + 4 <= rows; i += 4)
                rowOfTiles<Work, 4>(work, i, columns);
            for (; i + 2 <= rows; i += 2)
                rowOfTiles<Work, 2>(work, i, columns);
        }
        for (; i < rows; ++i)
            rowOfTiles<Work, 1>(work, i, columns);
    }

    // Kernels first .. first + count to and from lanes.
    static ISONET_ALWAYS_INLINE void gather(const Problem<Real>& p, std::int64_t first, std::int64_t count,
                                            Real* kernel) {
        const auto& s = p.fromStrides;
        Real* number = kernel;
        for (std::int64_t y = 0; y < p.height; ++y)
            for (std::int64_t x = 0; x < p.width; ++x)
                for (std::int64_t i = 0; i < p.n; ++i)
                    for (std::int64_t c = 0; c < p.d; ++c, number += together) {
                        const Real* from = p.from + first * s[0] + i * s[1] + c * s[2] + y * s[3] + x * s[4];
                        for (std::int64_t lane = 0; lane < count; ++lane)
                            number[lane] = from[lane * s[0]];
                        for (std::int64_t lane = count; lane < together; ++lane)
                            number[lane] = 0;
                    }
    }

    static ISONET_ALWAYS_INLINE void scatter(const Problem<Real>& p, std::int64_t first, std::int64_t count,
                                             const Real* gradient) {
        const auto& s = p.toStrides;
        const Real* number = gradient;
        for (std::int64_t y = 0; y < p.height; ++y)
            for (std::int64_t x = 0; x < p.width; ++x)
                for (std::int64_t i = 0; i < p.n; ++i)
                    for (std::int64_t c = 0; c < p.d; ++c, number += together) {
                        Real* to = p.to + first * s[0] + i * s[1] + c * s[2] + y * s[3] + x * s[4];
                        for (std::int64_t lane = 0; lane < count; ++lane)
                            to[lane * s[0]] = 2 * number[lane];
                    }
    }

    static ISONET_ALWAYS_INLINE void addGradient(const Problem<Real>& p, const Overlap& o, const Vector* kernel,
                                                 const Vector* e, Vector* gradient) {
        const std::int64_t size = p.n * p.d * wide;
        for (std::int64_t y = 0; y < o.height; ++y)
            for (std::int64_t x = 0; x < o.width; ++x) {
                const std::int64_t ahead = (o.ahead + y * p.width + x) * size;
                const std::int64_t behind = (o.behind + y * p.width + x) * size;
                tiles(Product{p, e, p.n, 1, kernel + behind, gradient + ahead}, p.n, p.d);
                if (!o.center)
                    tiles(Product{p, e, 1, p.n, kernel + ahead, gradient + behind}, p.n, p.d);
            }
    }

    // Blocks of `together` kernels; `scratch`: (2 numbers() + n^2) wide vectors. parts: the value of each block.
    static ISONET_ALWAYS_INLINE void run(const Problem<Real>* problem, std::int64_t begin, std::int64_t end,
                                         Real* scratch, double* parts) {
        const Problem<Real>& p = *problem;
        const std::int64_t size = p.numbers() * wide, square = p.n * p.n * wide;
        Vector* kernel = reinterpret_cast<Vector*>(scratch);
        Vector *gradient = kernel + size, *e = gradient + size;
        const std::int64_t farY = (p.height - 1) / p.stride * p.stride, farX = (p.width - 1) / p.stride * p.stride;
        for (std::int64_t block = begin; block < end; ++block) {
            const std::int64_t first = block * together;
            const std::int64_t count = first + together <= p.kernels ? together : p.kernels - first;
            gather(p, first, count, reinterpret_cast<Real*>(kernel));
            if (p.to)
                for (std::int64_t i = 0; i < size; ++i)
                    gradient[i] = Vector{};
            double total[together] = {};
            for (std::int64_t dy = 0; dy <= farY; dy += p.stride) {
                Vector sum[wide] = {};  // of few terms, so that float32 suffices
                for (std::int64_t dx = dy == 0 ? 0 : -farX; dx <= farX; dx += p.stride) {
                    const Overlap o = overlap(p, dy, dx);
                    tiles(Gram{p, o, kernel, e}, p.n, p.n);
                    if (o.center)
                        for (std::int64_t i = 0; i < p.n; ++i)
                            for (int w = 0; w < wide; ++w)
                                e[i * (p.n + 1) * wide + w] -= 1;
                    const Real share = o.center ? Real(0.5) : Real(1);  // of the shift and its opposite
                    for (std::int64_t i = 0; i < square; i += wide)
                        for (int w = 0; w < wide; ++w)
                            sum[w] += share * e[i + w] * e[i + w];
                    if (p.to)
                        addGradient(p, o, kernel, e, gradient);
                }
                for (std::int64_t lane = 0; lane < together; ++lane)
                    total[lane] += static_cast<double>(sum[lane / lanes][lane % lanes]);
            }
            parts[block] = 0;
            for (std::int64_t lane = 0; lane < count; ++lane)
                parts[block] += total[lane];
            if (p.to)
                scatter(p, first, count, reinterpret_cast<const Real*>(gradient));
        }
    }
};

template <typename Real, int wide>
double sumOfBlocks(const Problem<Real>& problem) {
    using Body = Lanes<Real, wide>;
    const std::int64_t blocks = (problem.kernels + Body::together - 1) / Body::together;
    const std::int64_t taps = problem.height * problem.width;
    const std::int64_t work =
        wide * 2 * taps * problem.n * problem.numbers();  // about the vector operations of a block
    std::vector<double> parts(static_cast<std::size_t>(blocks));
    constexpr std::int64_t worthAThread = 50000;
    at::parallel_for(0, blocks, std::max<std::int64_t>(1, worthAThread / work),
                     [&](std::int64_t begin, std::int64_t end) {
                         const std::int64_t numbers = 2 * problem.numbers() + problem.n * problem.n;
                         const at::Tensor scratch = at::empty(  // torch aligns to 64 bytes
                             {numbers * Body::together}, c10::CppTypeToScalarType<Real>::value);
                         runVectorized<Body>(&problem, begin, end, scratch.mutable_data_ptr<Real>(), parts.data());
                     });
    return std::accumulate(parts.begin(), parts.end(), 0.0);
}

template <typename Real>
double run(const at::Tensor& kernels, std::int64_t stride, const at::Tensor& gradients) {
    Problem<Real> problem{kernels.size(0),
                          kernels.size(1),
                          kernels.size(2),
                          kernels.size(3),
                          kernels.size(4),
                          stride,
                          nullptr,
                          nullptr,
                          {},
                          {}};
    problem.from = kernels.const_data_ptr<Real>();
    std::copy_n(kernels.strides().begin(), 5, problem.fromStrides.begin());
    if (gradients.defined()) {
        problem.to = gradients.mutable_data_ptr<Real>();
        std::copy_n(gradients.strides().begin(), 5, problem.toStrides.begin());
    }
    // Without products of matrices, loops are short: each works on several vectors.
    return problem.n == 1 ? sumOfBlocks<Real, 4>(problem) : sumOfBlocks<Real, 1>(problem);
}

}  // namespace

double groupedPenalty(const at::Tensor& kernels, std::int64_t stride, const at::Tensor& gradients) {
    return kernels.scalar_type() == at::kDouble ? run<double>(kernels, stride, gradients)
                                                : run<float>(kernels, stride, gradients);
}

}  // namespace isonet::model::cpu
