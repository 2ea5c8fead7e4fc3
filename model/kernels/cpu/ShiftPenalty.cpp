#include "model/kernels/cpu/ShiftPenalty.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <cstdint>
#include <utility>

#include "model/kernels/cpu/InstructionSet.h"
#include "model/kernels/cpu/TapOverlap.h"

// Vectors are passed only between functions that are inlined.
#pragma GCC diagnostic ignored "-Wpsabi"

namespace isonet::model::cpu {
namespace {

struct Shape {
    std::int64_t n, d, height, width, stride;
};

// A kernel (n, d, kh, kw) in memory, and where its gradient goes: null for none.
template <typename Real>
struct Place {
    const Real* from;
    Real* to;
    const std::int64_t *fromStrides, *toStrides;
};

template <typename Real, int bytes>
struct Rows {
    typedef Real Vector __attribute__((vector_size(bytes), may_alias));
    static constexpr std::int64_t lanes = bytes / sizeof(Real);
    static constexpr int mostRows = bytes == 64 ? 12 : 6;  // of a tile: with two vectors each, they fill the registers

    static constexpr std::int64_t padded(std::int64_t n) { return (n + lanes - 1) / lanes * lanes; }
    static std::int64_t scratch(const Shape& s) { return (2 * s.height * s.width * s.d + 2 * s.n) * padded(s.n); }

    // Of a tile's vector number `at`.
    template <int vectors>
    static constexpr std::int64_t row(std::size_t at) {
        return static_cast<std::int64_t>(at) / vectors;
    }
    template <int vectors>
    static constexpr std::int64_t column(std::size_t at) {
        return static_cast<std::int64_t>(at) % vectors * lanes;
    }

    // Rows of `out`, `length` apart, plus A B: A (rows, depth) in memory as it is or transposed, its rows or columns
    // `length` apart, B (depth, vectors).
    template <bool transposed, int vectors, std::size_t... i>
    static ISONET_ALWAYS_INLINE void tile(const Real* a, const Real* b, Real* out, std::int64_t depth,
                                          std::int64_t length, std::index_sequence<i...>) {
        Vector sum[sizeof...(i)] = {};  // apart from `out`, which may be large: less rounding
        for (std::int64_t k = 0; k < depth; ++k) {
            const Vector first = *reinterpret_cast<const Vector*>(b);
            const Vector last = *reinterpret_cast<const Vector*>(b + (vectors - 1) * lanes);
            ((sum[i] += a[row<vectors>(i) * (transposed ? 1 : length)] * (column<vectors>(i) == 0 ? first : last)),
             ...);
            a += transposed ? length : 1;
            b += length;
        }
        ((*reinterpret_cast<Vector*>(out + row<vectors>(i) * length + column<vectors>(i)) += sum[i]), ...);
    }

    // Tiles of `many` rows from row i on; returns the first row that is left.
    template <bool transposed, int vectors, int many>
    static ISONET_ALWAYS_INLINE std::int64_t tiles(const Real* a, const Real* b, Real* out, std::int64_t i,
                                                   std::int64_t rows, std::int64_t depth, std::int64_t length) {
        for (; i + many <= rows; i += many)
            tile<transposed, vectors>(a + (transposed ? i : i * length), b, out + i * length, depth, length,
                                      std::make_index_sequence<many * vectors>());
        return i;
    }

    template <bool transposed, int vectors>
    static ISONET_ALWAYS_INLINE void strip(const Real* a, const Real* b, Real* out, std::int64_t rows,
                                           std::int64_t depth, std::int64_t length) {
        std::int64_t i = tiles<transposed, vectors, mostRows>(a, b, out, 0, rows, depth, length);
        i = tiles<transposed, vectors, 4>(a, b, out, i, rows, depth, length);
        i = tiles<transposed, vectors, 2>(a, b, out, i, rows, depth, length);
        tiles<transposed, vectors, 1>(a, b, out, i, rows, depth, length);
    }

    // out (rows, length) += A B.
    template <bool transposed>
    static ISONET_ALWAYS_INLINE void addProduct(const Real* a, const Real* b, Real* out, std::int64_t rows,
                                                std::int64_t depth, std::int64_t length) {
        std::int64_t j = 0;
        for (; j + 2 * lanes <= length; j += 2 * lanes)
            strip<transposed, 2>(a, b + j, out + j, rows, depth, length);
        if (j < length)
            strip<transposed, 1>(a, b + j, out + j, rows, depth, length);
    }

    // E of a shift; A (rows, length) by parts whose rows of both sides stay in the L1 cache.
    static ISONET_ALWAYS_INLINE void gram(const Shape& s, const TapOverlap& o, const Real* kernel, Real* e,
                                          std::int64_t length) {
        constexpr std::int64_t cache = 24576 / sizeof(Real);
        const std::int64_t part = std::max<std::int64_t>(8, cache / (2 * length));
        std::fill(e, e + s.n * length, Real(0));
        for (std::int64_t y = 0; y < o.height; ++y)
            for (std::int64_t first = 0; first < o.width * s.d; first += part) {
                const std::int64_t row = y * s.width * s.d + first;
                addProduct<true>(kernel + (o.ahead * s.d + row) * length, kernel + (o.behind * s.d + row) * length, e,
                                 s.n, std::min(part, o.width * s.d - first), length);
            }
    }

    static ISONET_ALWAYS_INLINE void addGradient(const Shape& s, const TapOverlap& o, const Real* kernel, const Real* e,
                                                 const Real* across, Real* gradient, std::int64_t length) {
        for (std::int64_t y = 0; y < o.height; ++y) {
            const std::int64_t ahead = (o.ahead + y * s.width) * s.d * length;
            const std::int64_t behind = (o.behind + y * s.width) * s.d * length;
            addProduct<false>(kernel + behind, across, gradient + ahead, o.width * s.d, s.n, length);
            if (!o.center)
                addProduct<false>(kernel + ahead, e, gradient + behind, o.width * s.d, s.n, length);
        }
    }

    // Calls use(row and output in scratch, offset in memory) for every number, those of a row of memory together.
    template <typename Use>
    static ISONET_ALWAYS_INLINE void each(const Shape& s, const std::int64_t* strides, std::int64_t length,
                                          const Use& use) {
        for (std::int64_t y = 0; y < s.height; ++y)
            for (std::int64_t x = 0; x < s.width; ++x)
                for (std::int64_t m = 0; m < s.n; ++m) {
                    const std::int64_t offset = m * strides[1] + y * strides[3] + x * strides[4];
                    const std::int64_t place = (y * s.width + x) * s.d * length + m;
                    for (std::int64_t c = 0; c < s.d; ++c)
                        use(place + c * length, offset + c * strides[2]);
                }
    }

    static ISONET_ALWAYS_INLINE double valueOf(const Shape& s, const Place<Real>& kernelPlace, Real* scratch) {
        const std::int64_t length = padded(s.n), size = s.height * s.width * s.d * length, square = s.n * length;
        Real *kernel = scratch, *gradient = kernel + size, *e = gradient + size, *across = e + square;
        std::fill(kernel, kernel + size, Real(0));
        each(s, kernelPlace.fromStrides, length,
             [&](std::int64_t place, std::int64_t offset) { kernel[place] = kernelPlace.from[offset]; });
        if (kernelPlace.to) {
            std::fill(gradient, gradient + size, Real(0));
            std::fill(across, across + square, Real(0));
        }
        const std::int64_t farY = (s.height - 1) / s.stride * s.stride, farX = (s.width - 1) / s.stride * s.stride;
        double total = 0;
        for (std::int64_t dy = 0; dy <= farY; dy += s.stride)
            for (std::int64_t dx = dy == 0 ? 0 : -farX; dx <= farX; dx += s.stride) {
                const TapOverlap o = tapOverlap(s.height, s.width, dy, dx);
                gram(s, o, kernel, e, length);
                Real sum = 0;
                for (std::int64_t i = 0; i < s.n; ++i) {
                    Real* const row = e + i * length;
                    if (o.center)
                        row[i] -= 1;
#pragma omp simd reduction(+ : sum)
                    for (std::int64_t j = 0; j < length; ++j)  // 0 from n on
                        sum += row[j] * row[j];
                }
                total += static_cast<double>(o.center ? sum / 2 : sum);  // of the shift and its opposite
                if (!kernelPlace.to)
                    continue;
                for (std::int64_t i = 0; i < s.n; ++i)
                    for (std::int64_t j = 0; j < s.n; ++j)
                        across[j * length + i] = e[i * length + j];
                addGradient(s, o, kernel, e, across, gradient, length);
            }
        if (kernelPlace.to)
            each(s, kernelPlace.toStrides, length,
                 [&](std::int64_t place, std::int64_t offset) { kernelPlace.to[offset] = 2 * gradient[place]; });
        return total;
    }

    static ISONET_ALWAYS_INLINE void run(const Shape* shape, const Place<Real>* places, std::int64_t begin,
                                         std::int64_t end, Real* scratch, double* values) {
        for (std::int64_t i = begin; i < end; ++i)
            values[i] = valueOf(*shape, places[i], scratch);
    }
};

// The copy for the widest vectors.
template <typename Real>
void computeRange(const Shape& shape, const std::vector<Place<Real>>& places, std::int64_t begin, std::int64_t end,
                  double* values) {
    constexpr auto type = c10::CppTypeToScalarType<Real>::value;  // torch aligns memory to 64 bytes
#if ISONET_X86_DISPATCH
    if (instructionSet() == InstructionSet::Avx512) {
        const at::Tensor scratch = at::empty({Rows<Real, 64>::scratch(shape)}, type);
        return runAvx512<Rows<Real, 64>>(&shape, places.data(), begin, end, scratch.mutable_data_ptr<Real>(), values);
    }
#endif
    const at::Tensor scratch = at::empty({Rows<Real, 32>::scratch(shape)}, type);
    runVectorized<Rows<Real, 32>>(&shape, places.data(), begin, end, scratch.mutable_data_ptr<Real>(), values);
}

template <typename Real>
std::vector<double> compute(const std::vector<at::Tensor>& kernels, std::int64_t stride,
                            const std::vector<at::Tensor>& gradients) {
    const at::Tensor& one = kernels[0];
    const Shape shape{one.size(1), one.size(2), one.size(3), one.size(4), stride};
    std::vector<Place<Real>> places;
    std::vector<std::size_t> layers;  // of each place
    for (std::size_t layer = 0; layer < kernels.size(); ++layer)
        for (std::int64_t group = 0; group < kernels[layer].size(0); ++group) {
            const std::int64_t* from = kernels[layer].strides().data();
            const std::int64_t* to = gradients.empty() ? nullptr : gradients[layer].strides().data();
            places.push_back({kernels[layer].const_data_ptr<Real>() + group * from[0],
                              to ? gradients[layer].mutable_data_ptr<Real>() + group * to[0] : nullptr, from, to});
            layers.push_back(layer);
        }
    std::vector<double> values(places.size()), sums(kernels.size());
    at::parallel_for(0, static_cast<std::int64_t>(places.size()), 1, [&](std::int64_t begin, std::int64_t end) {
        computeRange(shape, places, begin, end, values.data());
    });
    for (std::size_t i = 0; i < values.size(); ++i)
        sums[layers[i]] += values[i];
    return sums;
}

}  // namespace

std::vector<double> shiftPenalties(const std::vector<at::Tensor>& kernels, std::int64_t stride,
                                   const std::vector<at::Tensor>& gradients) {
    return kernels[0].scalar_type() == at::kDouble ? compute<double>(kernels, stride, gradients)
                                                   : compute<float>(kernels, stride, gradients);
}

}  // namespace isonet::model::cpu
