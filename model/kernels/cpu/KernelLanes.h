// Many small kernels of one shape in vector lanes: one kernel per lane, one vector per number of a kernel. Kernels that
// are dense in memory pass through registers, 16 bytes of each at a time.
#pragma once

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "model/kernels/cpu/InstructionSet.h"

namespace isonet::model::cpu {

// Kernels (L, n, d, kh, kw), or their gradients, in memory. Real may be const.
template <typename Real>
struct KernelMemory {
    Real* data = nullptr;
    std::array<std::int64_t, 5> strides{};
    // Vector of each number (place()), in the order in which the numbers follow in memory; empty if they have gaps.
    std::vector<std::int32_t> places;
};

struct KernelShape {
    std::int64_t kernels = 0, n = 0, d = 0, height = 0, width = 0;
    // Distances between the vectors of neighbors: of rows, columns and taps.
    std::int64_t byRow = 0, byColumn = 0, byTap = 0;

    std::int64_t taps() const { return height * width; }
    std::int64_t numbers() const { return n * d * taps(); }
    std::int64_t place(std::int64_t i, std::int64_t c, std::int64_t tap) const {
        return i * byRow + c * byColumn + tap * byTap;
    }
    // Calls use(vector, offset in memory) for every number of a kernel.
    template <typename Use>
    ISONET_ALWAYS_INLINE void each(const std::array<std::int64_t, 5>& strides, const Use& use) const {
        for (std::int64_t i = 0; i < n; ++i)
            for (std::int64_t c = 0; c < d; ++c)
                for (std::int64_t y = 0; y < height; ++y)
                    for (std::int64_t x = 0; x < width; ++x)
                        use(place(i, c, y * width + x),
                            i * strides[1] + c * strides[2] + y * strides[3] + x * strides[4]);
    }
};

template <typename Real>
KernelMemory<Real> kernelMemory(Real* data, const std::int64_t* strides, const KernelShape& shape) {
    KernelMemory<Real> memory{data, {strides[0], strides[1], strides[2], strides[3], strides[4]}, {}};
    std::vector<std::int32_t> places(static_cast<std::size_t>(shape.numbers()), -1);
    bool dense = true;
    shape.each(memory.strides, [&](std::int64_t place, std::int64_t offset) {
        dense = dense && offset >= 0 && offset < shape.numbers() && places[static_cast<std::size_t>(offset)] < 0;
        if (dense)
            places[static_cast<std::size_t>(offset)] = static_cast<std::int32_t>(place);
    });
    if (dense)
        memory.places = std::move(places);
    return memory;
}

template <typename Real>
struct KernelLanes {
    static constexpr int bytes = 32;
    typedef Real Vector __attribute__((vector_size(bytes)));
    static constexpr int lanes = bytes / sizeof(Real);

    // Kernels first .. first + count (at most `lanes`) to the vectors; the other lanes become 0.
    static ISONET_ALWAYS_INLINE void gather(const KernelShape& shape, const KernelMemory<const Real>& memory,
                                            std::int64_t first, std::int64_t count, Vector* to) {
        const std::int64_t apart = memory.strides[0];
        const Real* from = memory.data + first * apart;
        if (count == lanes && !memory.places.empty())
            return gatherDense(from, apart, memory.places.data(), shape.numbers(), to);
        Real* numbers = reinterpret_cast<Real*>(to);
        shape.each(memory.strides, [&](std::int64_t place, std::int64_t offset) {
            for (std::int64_t lane = 0; lane < lanes; ++lane)
                numbers[place * lanes + lane] = lane < count ? from[offset + lane * apart] : Real(0);
        });
    }

    // The vectors to kernels first .. first + count.
    static ISONET_ALWAYS_INLINE void scatter(const KernelShape& shape, const Vector* from,
                                             const KernelMemory<Real>& memory, std::int64_t first, std::int64_t count) {
        const std::int64_t apart = memory.strides[0];
        Real* to = memory.data + first * apart;
        if (count == lanes && !memory.places.empty())
            return scatterDense(from, memory.places.data(), shape.numbers(), apart, to);
        const Real* numbers = reinterpret_cast<const Real*>(from);
        shape.each(memory.strides, [&](std::int64_t place, std::int64_t offset) {
            for (std::int64_t lane = 0; lane < count; ++lane)
                to[offset + lane * apart] = numbers[place * lanes + lane];
        });
    }

private:
    // Numbers of one kernel that fill half a vector.
    typedef Real Half __attribute__((vector_size(16), aligned(sizeof(Real)), may_alias));
    static constexpr int half = lanes / 2;

    // `half` vectors: of each half, the square of numbers is transposed.
    static ISONET_ALWAYS_INLINE void transpose(Vector* v) {
        if constexpr (half == 4) {
            const Vector a = __builtin_shufflevector(v[0], v[1], 0, 8, 1, 9, 4, 12, 5, 13);
            const Vector b = __builtin_shufflevector(v[0], v[1], 2, 10, 3, 11, 6, 14, 7, 15);
            const Vector c = __builtin_shufflevector(v[2], v[3], 0, 8, 1, 9, 4, 12, 5, 13);
            const Vector d = __builtin_shufflevector(v[2], v[3], 2, 10, 3, 11, 6, 14, 7, 15);
            v[0] = __builtin_shufflevector(a, c, 0, 1, 8, 9, 4, 5, 12, 13);
            v[1] = __builtin_shufflevector(a, c, 2, 3, 10, 11, 6, 7, 14, 15);
            v[2] = __builtin_shufflevector(b, d, 0, 1, 8, 9, 4, 5, 12, 13);
            v[3] = __builtin_shufflevector(b, d, 2, 3, 10, 11, 6, 7, 14, 15);
        } else {
            const Vector a = v[0], b = v[1];
            v[0] = __builtin_shufflevector(a, b, 0, 4, 2, 6);
            v[1] = __builtin_shufflevector(a, b, 1, 5, 3, 7);
        }
    }

    static ISONET_ALWAYS_INLINE void load(Vector& v, const Real* low, const Real* high) {
        const Half a = *reinterpret_cast<const Half*>(low), b = *reinterpret_cast<const Half*>(high);
        if constexpr (half == 4)
            v = __builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7);
        else
            v = __builtin_shufflevector(a, b, 0, 1, 2, 3);
    }

    static ISONET_ALWAYS_INLINE void store(const Vector& v, Real* low, Real* high) {
        if constexpr (half == 4) {
            *reinterpret_cast<Half*>(low) = __builtin_shufflevector(v, v, 0, 1, 2, 3);
            *reinterpret_cast<Half*>(high) = __builtin_shufflevector(v, v, 4, 5, 6, 7);
        } else {
            *reinterpret_cast<Half*>(low) = __builtin_shufflevector(v, v, 0, 1);
            *reinterpret_cast<Half*>(high) = __builtin_shufflevector(v, v, 2, 3);
        }
    }

    static ISONET_ALWAYS_INLINE void gatherDense(const Real* from, std::int64_t apart, const std::int32_t* places,
                                                 std::int64_t numbers, Vector* to) {
        std::int64_t m = 0;
        for (; m + half <= numbers; m += half) {
            Vector v[half];
#pragma GCC unroll 4
            for (int r = 0; r < half; ++r)
                load(v[r], from + r * apart + m, from + (r + half) * apart + m);
            transpose(v);
#pragma GCC unroll 4
            for (int r = 0; r < half; ++r)
                to[places[m + r]] = v[r];
        }
        for (; m < numbers; ++m) {
            const Real* f = from + m;
            if constexpr (half == 4)
                to[places[m]] = Vector{f[0],         f[apart],     f[2 * apart], f[3 * apart],
                                       f[4 * apart], f[5 * apart], f[6 * apart], f[7 * apart]};
            else
                to[places[m]] = Vector{f[0], f[apart], f[2 * apart], f[3 * apart]};
        }
    }

    static ISONET_ALWAYS_INLINE void scatterDense(const Vector* from, const std::int32_t* places, std::int64_t numbers,
                                                  std::int64_t apart, Real* to) {
        std::int64_t m = 0;
        for (; m + half <= numbers; m += half) {
            Vector v[half];
#pragma GCC unroll 4
            for (int r = 0; r < half; ++r)
                v[r] = from[places[m + r]];
            transpose(v);
#pragma GCC unroll 4
            for (int r = 0; r < half; ++r)
                store(v[r], to + r * apart + m, to + (r + half) * apart + m);
        }
        for (; m < numbers; ++m) {
            const Vector v = from[places[m]];
#pragma GCC unroll 8
            for (int lane = 0; lane < lanes; ++lane)
                to[lane * apart + m] = v[lane];
        }
    }
};

}  // namespace isonet::model::cpu
