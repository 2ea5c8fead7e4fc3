#include "model/kernels/cpu/SReLU.h"

#include <ATen/Parallel.h>
#include <ATen/ops/maximum.h>
#include <c10/util/BFloat16.h>
#include <c10/util/Half.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

#include "model/kernels/SReLUKernel.h"
#include "model/kernels/cpu/InstructionSet.h"

namespace isonet::model::cpu {
namespace {

// float and double are compared directly. The 16-bit types are compared as integers, without conversion: flipping the
// magnitude bits of negative numbers makes the sign-magnitude format ordered. b is never NaN or -0 here.
template <typename Scalar>
struct Format {
    using Stored = Scalar;
    using Sum = Scalar;
    static ISONET_ALWAYS_INLINE bool passes(Scalar y, Scalar b) { return sreluPasses(y, b); }
    static ISONET_ALWAYS_INLINE Sum widen(Scalar g) { return g; }
};

template <std::int16_t infinity>
struct Format16 {
    using Stored = std::int16_t;
    using Sum = float;
    static ISONET_ALWAYS_INLINE std::int16_t ordered(std::int16_t bits) {
        return static_cast<std::int16_t>(bits ^ ((bits >> 15) & 0x7fff));
    }
    static ISONET_ALWAYS_INLINE bool passes(std::int16_t y, std::int16_t b) {
        const bool isNan = static_cast<std::int16_t>(y & 0x7fff) > infinity;
        return (ordered(y) > ordered(b)) | isNan;
    }
};

template <>
struct Format<c10::BFloat16> : Format16<0x7f80> {
    static ISONET_ALWAYS_INLINE float widen(std::int16_t g) {
        return std::bit_cast<float>(static_cast<std::uint32_t>(static_cast<std::uint16_t>(g)) << 16);
    }
};

template <>
struct Format<c10::Half> : Format16<0x7c00> {
    static ISONET_ALWAYS_INLINE float widen(std::int16_t g) {
        // Shifting the bits leaves the exponent 112 too small, also for subnormals; infinity and NaN are handled
        // separately.
        const std::uint32_t bits = static_cast<std::uint16_t>(g);
        const float scaled = std::bit_cast<float>((bits & 0x7fffu) << 13) * 0x1p112f;
        const std::uint32_t special = (bits & 0x7c00u) == 0x7c00u ? 0x7f800000u : 0u;
        return std::bit_cast<float>(std::bit_cast<std::uint32_t>(scaled) | special | ((bits & 0x8000u) << 16));
    }
};

// `count` consecutive runs of n elements; the first belongs to channel `channel`.
template <typename F>
struct ForwardRuns {
    using T = typename F::Stored;
    static ISONET_ALWAYS_INLINE void run(const T* y, T* x, const T* b, std::int64_t channel, std::int64_t channels,
                                         std::int64_t count, std::int64_t n) {
        for (std::int64_t run = 0; run < count; ++run, y += n, x += n) {
            const T offset = b[channel];
            channel = channel + 1 == channels ? 0 : channel + 1;
#pragma omp simd
            for (std::int64_t i = 0; i < n; ++i) {
                const T value = y[i];
                x[i] = F::passes(value, offset) ? value : offset;
            }
        }
    }
};

// sums[run]: the contribution of each run to db.
template <typename F, bool wantsInput>
struct BackwardRuns {
    using T = typename F::Stored;
    static ISONET_ALWAYS_INLINE void run(const T* g, const T* x, T* dy, const T* b, typename F::Sum* sums,
                                         std::int64_t channel, std::int64_t channels, std::int64_t count,
                                         std::int64_t n) {
        for (std::int64_t run = 0; run < count; ++run, g += n, x += n, dy += n) {
            const T offset = b[channel];
            channel = channel + 1 == channels ? 0 : channel + 1;
            typename F::Sum sum = 0;
#pragma omp simd reduction(+ : sum)
            for (std::int64_t i = 0; i < n; ++i) {
                const T gradient = g[i];
                const bool passes = F::passes(x[i], offset);
                if constexpr (wantsInput)
                    dy[i] = passes ? gradient : T(0);
                sum += F::widen(passes ? T(0) : gradient);
            }
            sums[run] = sum;
        }
    }
};

// `rows` rows of n elements, element i of each compared with b[i]; the rows' contribution is added to sums[i].
template <typename F>
struct ForwardRows {
    using T = typename F::Stored;
    static ISONET_ALWAYS_INLINE void run(const T* y, T* x, const T* __restrict b, std::int64_t rows, std::int64_t n) {
        for (std::int64_t row = 0; row < rows; ++row, y += n, x += n) {
#pragma omp simd
            for (std::int64_t i = 0; i < n; ++i) {
                const T value = y[i];
                x[i] = F::passes(value, b[i]) ? value : b[i];
            }
        }
    }
};

template <typename F, bool wantsInput>
struct BackwardRows {
    using T = typename F::Stored;
    static ISONET_ALWAYS_INLINE void run(const T* g, const T* x, T* dy, const T* __restrict b,
                                         typename F::Sum* __restrict sums, std::int64_t rows, std::int64_t n) {
        for (std::int64_t row = 0; row < rows; ++row, g += n, x += n, dy += n) {
#pragma omp simd
            for (std::int64_t i = 0; i < n; ++i) {
                const T gradient = g[i];
                const bool passes = F::passes(x[i], b[i]);
                if constexpr (wantsInput)
                    dy[i] = passes ? gradient : T(0);
                sums[i] += F::widen(passes ? T(0) : gradient);
            }
        }
    }
};

constexpr std::int64_t pieceElements = 16384;  // a piece's operands stay in the L2 cache
constexpr std::int64_t wideRow = 256;          // shorter rows are processed several at a time

// How an operand is split into pieces: depends only on the shape, so sums do not depend on the number of threads.
struct Pieces {
    SReLULayout layout;
    bool rows;              // channels-last
    std::int64_t together;  // rows form: rows compared at a time
    std::int64_t size;      // rows form: rows per piece; runs form: elements per piece
    std::int64_t perRun;    // runs form: pieces per run
    std::int64_t count;

    explicit Pieces(const SReLULayout& l) : layout(l), rows(l.inner == 1 && l.channels > 1) {
        together = std::max<std::int64_t>(1, wideRow / layout.channels);
        if (rows) {
            size = std::max<std::int64_t>(1, pieceElements / (layout.channels * together)) * together;
            perRun = 1;
            count = at::divup(layout.outer, size);
        } else {
            size = pieceElements;
            perRun = at::divup(layout.inner, size);
            count = layout.outer * layout.channels * perRun;
        }
    }
    std::int64_t grain() const {
        const std::int64_t elements = rows ? size * layout.channels : std::min(size, layout.inner);
        return std::max<std::int64_t>(1, 2 * pieceElements / std::max<std::int64_t>(1, elements));
    }
    // Rows form: b repeated for the rows processed together.
    template <typename T>
    std::vector<T> repeated(const T* values) const {
        std::vector<T> all;
        for (std::int64_t i = 0; i < together; ++i)
            all.insert(all.end(), values, values + layout.channels);
        return all;
    }
};

// Calls f(offset of the first element, channel, index of the piece, number of runs, their length) for pieces begin ..
// end of the runs form: short runs are combined, long ones are split.
template <typename Function>
void forRuns(const Pieces& pieces, std::int64_t begin, std::int64_t end, const Function& f) {
    const SReLULayout& layout = pieces.layout;
    if (pieces.perRun == 1)
        return f(begin * layout.inner, begin % layout.channels, begin, end - begin, layout.inner);
    for (std::int64_t piece = begin; piece < end; ++piece) {
        const std::int64_t run = piece / pieces.perRun, start = piece % pieces.perRun * pieces.size;
        f(run * layout.inner + start, run % layout.channels, piece, std::int64_t{1},
          std::min(pieces.size, layout.inner - start));
    }
}

template <typename Scalar>
std::vector<typename Format<Scalar>::Stored> offsets(const at::Tensor& b) {
    using Stored = typename Format<Scalar>::Stored;
    const Scalar* values = b.const_data_ptr<Scalar>();
    std::vector<Stored> out(static_cast<size_t>(b.numel()));
    for (size_t i = 0; i < out.size(); ++i)
        out[i] = std::bit_cast<Stored>(values[i] == Scalar(0) ? Scalar(0) : values[i]);
    return out;
}

template <typename Scalar>
bool hasNan(const at::Tensor& b) {
    const Scalar* values = b.const_data_ptr<Scalar>();
    return std::any_of(values, values + b.numel(), [](Scalar value) { return value != value; });
}

template <typename Scalar>
void forward(const at::Tensor& y, const at::Tensor& b, at::Tensor& x) {
    using F = Format<Scalar>;
    using T = typename F::Stored;
    const Pieces pieces(sreluLayout(y, b));
    if (hasNan<Scalar>(b)) {  // a diverged run: slow, but NaN must be propagated
        std::vector<std::int64_t> shape(static_cast<size_t>(y.dim()), 1);
        shape[1] = b.numel();
        x.copy_(at::maximum(y, b.view(shape)));
        return;
    }
    const auto* in = static_cast<const T*>(y.const_data_ptr());
    auto* out = static_cast<T*>(x.mutable_data_ptr());
    const std::vector<T> offset = offsets<Scalar>(b);
    const std::vector<T> wide = pieces.rows ? pieces.repeated(offset.data()) : std::vector<T>();
    const std::int64_t channels = pieces.layout.channels;
    at::parallel_for(0, pieces.count, pieces.grain(), [&](std::int64_t begin, std::int64_t end) {
        if (!pieces.rows) {
            forRuns(pieces, begin, end, [&](auto first, auto channel, auto, auto count, auto length) {
                runVectorized<ForwardRuns<F>>(in + first, out + first, offset.data(), channel, channels, count, length);
            });
            return;
        }
        const std::int64_t first = begin * pieces.size, last = std::min(end * pieces.size, pieces.layout.outer);
        const std::int64_t blocks = (last - first) / pieces.together, done = first + blocks * pieces.together;
        runVectorized<ForwardRows<F>>(in + first * channels, out + first * channels, wide.data(), blocks,
                                      pieces.together * channels);
        runVectorized<ForwardRows<F>>(in + done * channels, out + done * channels, wide.data(), last - done, channels);
    });
}

template <typename Scalar, bool wantsInput>
void backward(const at::Tensor& g, const at::Tensor& x, const at::Tensor& b, at::Tensor* dy, at::Tensor* db) {
    using F = Format<Scalar>;
    using T = typename F::Stored;
    using Sum = typename F::Sum;
    const Pieces pieces(sreluLayout(x, b));
    const auto* gradient = static_cast<const T*>(g.const_data_ptr());
    const auto* output = static_cast<const T*>(x.const_data_ptr());
    auto* input = wantsInput ? static_cast<T*>(dy->mutable_data_ptr()) : nullptr;
    const auto at = [&](std::int64_t offset) { return wantsInput ? input + offset : nullptr; };
    const std::vector<T> offset = offsets<Scalar>(b);
    const std::vector<T> wide = pieces.rows ? pieces.repeated(offset.data()) : std::vector<T>();
    const std::int64_t channels = pieces.layout.channels, width = pieces.together * channels;
    std::vector<Sum> sums(static_cast<size_t>(pieces.count * (pieces.rows ? channels : 1)));
    at::parallel_for(0, pieces.count, pieces.grain(), [&](std::int64_t begin, std::int64_t end) {
        if (!pieces.rows) {
            forRuns(pieces, begin, end, [&](auto first, auto channel, auto piece, auto count, auto length) {
                runVectorized<BackwardRuns<F, wantsInput>>(gradient + first, output + first, at(first), offset.data(),
                                                           sums.data() + piece, channel, channels, count, length);
            });
            return;
        }
        std::vector<Sum> row(static_cast<size_t>(width));
        for (std::int64_t piece = begin; piece < end; ++piece) {
            std::fill(row.begin(), row.end(), Sum(0));
            const std::int64_t first = piece * pieces.size, last = std::min(first + pieces.size, pieces.layout.outer);
            const std::int64_t blocks = (last - first) / pieces.together, done = first + blocks * pieces.together;
            runVectorized<BackwardRows<F, wantsInput>>(gradient + first * channels, output + first * channels,
                                                       at(first * channels), wide.data(), row.data(), blocks, width);
            runVectorized<BackwardRows<F, wantsInput>>(gradient + done * channels, output + done * channels,
                                                       at(done * channels), wide.data(), row.data(), last - done,
                                                       channels);
            for (std::int64_t i = 0; i < width; ++i)
                sums[piece * channels + i % channels] += row[i];
        }
    });
    if (!db)
        return;
    std::vector<double> total(static_cast<size_t>(channels));
    if (pieces.rows)
        for (size_t i = 0; i < sums.size(); ++i)
            total[i % channels] += sums[i];
    else
        for (size_t i = 0; i < sums.size(); ++i)
            total[i / pieces.perRun % channels] += sums[i];
    auto* out = static_cast<Sum*>(db->mutable_data_ptr());
    for (std::int64_t c = 0; c < channels; ++c)
        out[c] = static_cast<Sum>(total[c]);
}

template <typename Scalar>
void backward(const at::Tensor& g, const at::Tensor& x, const at::Tensor& b, at::Tensor* dy, at::Tensor* db) {
    if (dy)
        backward<Scalar, true>(g, x, b, dy, db);
    else
        backward<Scalar, false>(g, x, b, dy, db);
}

}  // namespace

void sreluOut(const at::Tensor& y, const at::Tensor& b, at::Tensor x) {
    switch (y.scalar_type()) {
        case at::kFloat:
            return forward<float>(y, b, x);
        case at::kDouble:
            return forward<double>(y, b, x);
        case at::kBFloat16:
            return forward<c10::BFloat16>(y, b, x);
        case at::kHalf:
            return forward<c10::Half>(y, b, x);
        default:
            TORCH_CHECK(false, "srelu: no CPU kernel for ", y.scalar_type());
    }
}

void sreluBackwardOut(const at::Tensor& g, const at::Tensor& x, const at::Tensor& b, std::optional<at::Tensor> dy,
                      std::optional<at::Tensor> db) {
    at::Tensor* input = dy ? &*dy : nullptr;
    at::Tensor* offset = db ? &*db : nullptr;
    switch (x.scalar_type()) {
        case at::kFloat:
            return backward<float>(g, x, b, input, offset);
        case at::kDouble:
            return backward<double>(g, x, b, input, offset);
        case at::kBFloat16:
            return backward<c10::BFloat16>(g, x, b, input, offset);
        case at::kHalf:
            return backward<c10::Half>(g, x, b, input, offset);
        default:
            TORCH_CHECK(false, "srelu: no CPU kernel for ", x.scalar_type());
    }
}

}  // namespace isonet::model::cpu
