#include "model/kernels/cpu/DepthwisePenalty.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

// Vectors are passed only between functions that are inlined.
#pragma GCC diagnostic ignored "-Wpsabi"

namespace isonet::model::cpu {
namespace {

// In `pointer` the compiler sees a new value, so that it loads again what it would otherwise keep in registers: all
// rows at once are more than there are, and storing them costs more than loading.
#define ISONET_LOAD_AGAIN(pointer) asm("" : "+r"(pointer))

// 3 x 3, one column, stride 1: everything in registers.
template <typename Real>
struct ThreeByThree {
    using Vector = typename KernelLanes<Real>::Vector;
    static constexpr int side = 3, taps = side * side, far = side - 1, wide = 2 * far + 1;

    static constexpr bool holds(int y, int x) { return y >= 0 && y < side && x >= 0 && x < side; }

    // Tap by tap: each is one factor of all shifts, so that their sums do not wait for each other.
    static ISONET_ALWAYS_INLINE Vector run(const KernelShape&, const Vector* kernel, Vector* gradient, Vector*) {
        Vector e[side * wide] = {};
#pragma GCC unroll 9
        for (int q = 0; q < taps; ++q) {
            const Vector behind = kernel[q];
#pragma GCC unroll 3
            for (int dy = 0; dy <= far; ++dy)
#pragma GCC unroll 5
                for (int dx = dy == 0 ? 0 : -far; dx <= far; ++dx)
                    if (holds(q / side + dy, q % side + dx))
                        e[dy * wide + far + dx] += kernel[q + dy * side + dx] * behind;
        }
        e[far] -= 1;
        Vector sum = Real(0.5) * e[far] * e[far], odd{};
#pragma GCC unroll 15
        for (int i = far + 1; i < side * wide; ++i)
            (i % 2 == 0 ? sum : odd) += e[i] * e[i];
        if (gradient)
            addProducts(kernel, e, gradient);
        return sum + odd;
    }

    static ISONET_ALWAYS_INLINE void addProducts(const Vector* kernel, const Vector* e, Vector* gradient) {
        Vector g[taps];
#pragma GCC unroll 9
        for (int q = 0; q < taps; ++q)
            g[q] = e[far] * kernel[q];
#pragma GCC unroll 3
        for (int dy = 0; dy <= far; ++dy)
#pragma GCC unroll 5
            for (int dx = dy == 0 ? 1 : -far; dx <= far; ++dx) {
                const Vector factor = e[dy * wide + far + dx];
#pragma GCC unroll 9
                for (int q = 0; q < taps; ++q) {
                    if (holds(q / side + dy, q % side + dx))
                        g[q] += factor * kernel[q + dy * side + dx];
                    if (holds(q / side - dy, q % side - dx))
                        g[q] += factor * kernel[q - dy * side - dx];
                }
            }
#pragma GCC unroll 9
        for (int q = 0; q < taps; ++q)
            gradient[q] = g[q] * 2;
    }
};

// Any height and columns: row by row, the sums of a row in registers.
template <typename Real, int width, int stride>
struct Rows {
    using Vector = typename KernelLanes<Real>::Vector;
    static constexpr int far = (width - 1) / stride * stride, wide = 2 * far + 1;
    // Neighboring taps add to different sums of the frequent shifts, so that these wait less for each other.
    static constexpr int second = width <= 5 && stride == 1 ? 1 : -1;
    static constexpr int sums = wide + 2 * second + 1;

    static constexpr bool holds(int x) { return x >= 0 && x < width; }
    static constexpr int place(int x, int dx) {
        return x % 2 == 1 && dx >= -second && dx <= second ? wide + second + dx : far + dx;
    }

    // e: all (2 height - 1) wide shifts.
    static ISONET_ALWAYS_INLINE Vector run(const KernelShape& shape, const Vector* kernel, Vector* gradient,
                                           Vector* e) {
        const std::int64_t height = shape.height;
        Vector total{};
        for (std::int64_t dy = 0; dy < height; dy += stride) {
            Vector sum[sums > wide ? sums : wide] = {};
            for (std::int64_t c = 0; c < shape.d; ++c)
                for (std::int64_t y = 0; y < height - dy; ++y)
                    addRow(kernel + (c * height + y) * width, kernel + (c * height + y + dy) * width, sum);
#pragma GCC unroll 3
            for (int dx = -second; dx <= second; ++dx)
                if (far + dx >= 0 && far + dx < wide)
                    sum[far + dx] += sum[wide + second + dx];
            if (dy == 0)
                sum[far] -= 1;
            Vector squares{};
#pragma GCC unroll 16
            for (int i = 0; i < wide; i += stride) {
                squares += sum[i] * sum[i];
                e[(height - 1 + dy) * wide + i] = sum[i];
                e[(height - 1 - dy) * wide + wide - 1 - i] = sum[i];
            }
            total += dy == 0 ? squares * Real(0.5) : squares;
        }
        if (gradient)
            for (std::int64_t c = 0; c < shape.d; ++c)
                writeGradient(height, kernel + c * height * width, e, gradient + c * height * width);
        return total;
    }

    static ISONET_ALWAYS_INLINE void addRow(const Vector* behind, const Vector* ahead, Vector* sum) {
#pragma GCC unroll 8
        for (int x = 0; x < width; ++x) {
            const Vector factor = behind[x];
#pragma GCC unroll 16
            for (int dx = -far; dx <= far; dx += stride)
                if (holds(x + dx))
                    sum[place(x, dx)] += ahead[x + dx] * factor;
            ISONET_LOAD_AGAIN(ahead);
        }
    }

    static ISONET_ALWAYS_INLINE void writeGradient(std::int64_t height, const Vector* kernel, const Vector* e,
                                                   Vector* gradient) {
        std::int64_t y = 0;
        if constexpr (stride == 1)
            for (; y + 2 <= height; y += 2)
                writeRows<2>(height, y, kernel, e, gradient);
        for (; y < height; ++y)
            writeRows<1>(height, y, kernel, e, gradient);
    }

    // Rows y .. y + rows.
    template <int rows>
    static ISONET_ALWAYS_INLINE void writeRows(std::int64_t height, std::int64_t y, const Vector* kernel,
                                               const Vector* e, Vector* gradient) {
        Vector sum[rows * width] = {};
        for (std::int64_t q = y % stride; q < height; q += stride) {
            const Vector *in = kernel + q * width, *factors = e + (height - 1 + y - q) * wide + far;
#pragma GCC unroll 8
            for (int x = 0; x < width; ++x) {
                const Vector number = in[x];
#pragma GCC unroll 16
                for (int dx = -far; dx <= far; dx += stride)
                    if (holds(x + dx)) {
                        sum[x + dx] += factors[dx] * number;
                        if constexpr (rows == 2)
                            sum[width + x + dx] += factors[wide + dx] * number;
                    }
                ISONET_LOAD_AGAIN(factors);
            }
        }
#pragma GCC unroll 16
        for (int i = 0; i < rows * width; ++i)
            gradient[y * width + i] = sum[i] * 2;
    }
};

#undef ISONET_LOAD_AGAIN

template <typename Real>
struct Job {
    const KernelShape& shape;
    const KernelMemory<const Real>& from;
    const KernelMemory<Real>& to;
    std::int64_t blocks;  // of a part
    double* parts;        // the value of each
};

template <typename Real, typename Kernel>
struct Blocks {
    using Lanes = KernelLanes<Real>;
    using Vector = typename Lanes::Vector;

    // Parts begin .. end.
    static ISONET_ALWAYS_INLINE void run(const Job<Real>* job, std::int64_t begin, std::int64_t end, Real* scratch) {
        constexpr std::int64_t lanes = Lanes::lanes;
        typedef double Wide __attribute__((vector_size(4 * sizeof(double))));
        const KernelShape& shape = job->shape;
        Vector* kernel = reinterpret_cast<Vector*>(scratch);
        Vector *gradient = kernel + shape.numbers(), *e = gradient + shape.numbers();
        for (std::int64_t part = begin; part < end; ++part) {
            Wide total{};
            double rest = 0;
            std::int64_t first = part * job->blocks * lanes;
            const std::int64_t last = std::min(first + job->blocks * lanes, shape.kernels);
            for (; first < last; first += lanes) {
                const std::int64_t count = std::min(lanes, last - first);
                Lanes::gather(shape, job->from, first, count, kernel);
                const Vector sum = Kernel::run(shape, kernel, job->to.data ? gradient : nullptr, e);
                if (count < lanes)
                    for (std::int64_t lane = 0; lane < count; ++lane)
                        rest += static_cast<double>(sum[lane]);
                else if constexpr (lanes == 8)
                    total += __builtin_convertvector(__builtin_shufflevector(sum, sum, 0, 1, 2, 3), Wide) +
                             __builtin_convertvector(__builtin_shufflevector(sum, sum, 4, 5, 6, 7), Wide);
                else
                    total += sum;
                if (job->to.data)
                    Lanes::scatter(shape, gradient, job->to, first, count);
            }
            job->parts[part] = total[0] + total[1] + total[2] + total[3] + rest;
        }
    }
};

template <typename Real, typename Kernel>
double sumOfParts(const KernelShape& shape, const KernelMemory<const Real>& from, const KernelMemory<Real>& to) {
    using Lanes = KernelLanes<Real>;
    constexpr std::int64_t worthAPart = 8192, worthAThread = 8;  // vector operations; parts
    const std::int64_t blocks = std::max<std::int64_t>(1, worthAPart / (shape.numbers() * shape.taps()));
    const std::int64_t together = blocks * Lanes::lanes, count = (shape.kernels + together - 1) / together;
    std::vector<double> parts(static_cast<std::size_t>(count));
    const Job<Real> job{shape, from, to, blocks, parts.data()};
    at::parallel_for(0, count, worthAThread, [&](std::int64_t begin, std::int64_t end) {
        const std::int64_t vectors = 2 * shape.numbers() + (2 * shape.height - 1) * (2 * shape.width - 1);
        const at::Tensor scratch =
            at::empty({vectors * Lanes::lanes}, c10::CppTypeToScalarType<Real>::value);  // torch aligns to 64 bytes
        runVectorized<Blocks<Real, Kernel>>(&job, begin, end, scratch.template mutable_data_ptr<Real>());
    });
    return std::accumulate(parts.begin(), parts.end(), 0.0);
}

constexpr int mostWidth = 7, mostStride = 2;

// The loop of the shape's width and stride.
template <typename Real, int... widths>
double byWidth(const KernelShape& shape, std::int64_t stride, const KernelMemory<const Real>& from,
               const KernelMemory<Real>& to, std::integer_sequence<int, widths...>) {
    double value = 0;
    ((shape.width == widths + 1 && (value = stride == 1 ? sumOfParts<Real, Rows<Real, widths + 1, 1>>(shape, from, to)
                                                        : sumOfParts<Real, Rows<Real, widths + 1, 2>>(shape, from, to),
                                    true)) ||
     ...);
    return value;
}

}  // namespace

bool hasDepthwisePenalty(const KernelShape& shape, std::int64_t stride) {
    return shape.n == 1 && shape.width <= mostWidth && stride <= mostStride;
}

void arrangeDepthwise(KernelShape& shape) {
    shape.byTap = 1;
    shape.byRow = shape.byColumn = shape.taps();
}

template <typename Real>
double depthwisePenalty(const KernelShape& shape, std::int64_t stride, const KernelMemory<const Real>& from,
                        const KernelMemory<Real>& to) {
    if (shape.height == 3 && shape.width == 3 && shape.d == 1 && stride == 1)
        return sumOfParts<Real, ThreeByThree<Real>>(shape, from, to);
    return byWidth<Real>(shape, stride, from, to, std::make_integer_sequence<int, mostWidth>());
}

template double depthwisePenalty(const KernelShape&, std::int64_t, const KernelMemory<const float>&,
                                 const KernelMemory<float>&);
template double depthwisePenalty(const KernelShape&, std::int64_t, const KernelMemory<const double>&,
                                 const KernelMemory<double>&);

}  // namespace isonet::model::cpu
