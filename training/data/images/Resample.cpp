#include "training/data/images/Resample.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "model/kernels/cpu/InstructionSet.h"

namespace isonet::training {
namespace {

// The source pixels and weights of each output pixel along one axis.
struct Taps {
    std::vector<int> first, count;
    std::vector<float> weights;  // `most` per output pixel
    int most = 0;
    int low = 0, high = 0;  // range of all source pixels used
    const float* of(int i) const { return weights.data() + std::ptrdiff_t{most} * i; }

    void set(double begin, double extent, int low_, int high_, int outputs) {
        const double scale = extent / outputs;
        const double support = std::max(1.0, scale);
        most = static_cast<int>(std::ceil(support)) * 2 + 1;
        first.resize(static_cast<std::size_t>(outputs));
        count.resize(static_cast<std::size_t>(outputs));
        weights.assign(static_cast<std::size_t>(outputs) * static_cast<std::size_t>(most), 0.0f);
        low = high_;
        high = low_;
        for (int i = 0; i < outputs; ++i) {
            const double center = begin + (i + 0.5) * scale;
            const int from = std::clamp(static_cast<int>(std::floor(center - support + 0.5)), low_, high_ - 1);
            const int to = std::clamp(static_cast<int>(std::floor(center + support + 0.5)), from + 1,
                                      std::min(high_, from + most));
            float* weight = weights.data() + std::ptrdiff_t{most} * i;
            double sum = 0;
            for (int x = from; x < to; ++x)
                sum += weightAt(x, center, support);
            for (int x = from; x < to; ++x)
                weight[x - from] = static_cast<float>(sum > 0 ? weightAt(x, center, support) / sum : 1.0 / (to - from));
            first[static_cast<std::size_t>(i)] = from;
            count[static_cast<std::size_t>(i)] = to - from;
            low = std::min(low, from);
            high = std::max(high, to);
        }
    }
    static double weightAt(int x, double center, double support) {
        return std::max(0.0, 1.0 - std::abs(x + 0.5 - center) / support);
    }
};

// Adds the weighted bytes of up to four rows to the sums (missing rows have weight 0); replaces the sums if `fresh`.
struct AddRows {
    ISONET_ALWAYS_INLINE static int run(const std::uint8_t* const* rows, const float* weights, int length, bool fresh,
                                        float* sums) {
        const std::uint8_t *a = rows[0], *b = rows[1], *c = rows[2], *d = rows[3];
        const float p = weights[0], q = weights[1], r = weights[2], s = weights[3];
        if (fresh) {
#pragma omp simd
            for (int i = 0; i < length; ++i)
                sums[i] = p * static_cast<float>(a[i]) + q * static_cast<float>(b[i]) + r * static_cast<float>(c[i]) +
                          s * static_cast<float>(d[i]);
        } else {
#pragma omp simd
            for (int i = 0; i < length; ++i)
                sums[i] += p * static_cast<float>(a[i]) + q * static_cast<float>(b[i]) + r * static_cast<float>(c[i]) +
                           s * static_cast<float>(d[i]);
        }
        return 0;
    }
};

// The weighted sum of source rows `first` to `first + count`, columns from `low`.
void sumRows(const PixelView& source, int first, int count, const float* weights, int low, int length, float* sums) {
    for (int k = 0; k < count; k += 4) {
        const std::uint8_t* rows[4];
        float part[4];
        for (int j = 0; j < 4; ++j) {
            const bool there = k + j < count;
            rows[j] =
                source.data + (first + (there ? k + j : k)) * source.stride + std::ptrdiff_t{low} * source.channels;
            part[j] = there ? weights[k + j] : 0.0f;
        }
        model::cpu::runVectorized<AddRows>(static_cast<const std::uint8_t* const*>(rows),
                                           static_cast<const float*>(part), length, k == 0, sums);
    }
}

// One pixel's blue, green and red, and the value after them, unaligned.
using Four = float __attribute__((vector_size(16), aligned(4)));

// `value`: a weighted mean of bytes.
std::uint8_t nearestByte(float value) {
    return static_cast<std::uint8_t>(value + 0.5f);
}

// `row`: of red; green and blue follow after `area` bytes each.
void writeColors(const float* sums, const Taps& columns, bool mirror, std::ptrdiff_t area, std::uint8_t* row) {
    const int width = static_cast<int>(columns.first.size());
    for (int x = 0; x < width; ++x) {
        const float* pixel = sums + std::ptrdiff_t{3} * (columns.first[static_cast<std::size_t>(x)] - columns.low);
        const float* weight = columns.of(x);
        Four value{};
        for (int k = 0; k < columns.count[static_cast<std::size_t>(x)]; ++k)
            value += weight[k] * *reinterpret_cast<const Four*>(pixel + std::ptrdiff_t{3} * k);
        std::uint8_t* red = row + (mirror ? width - 1 - x : x);
        red[0] = nearestByte(value[2]);
        red[area] = nearestByte(value[1]);
        red[2 * area] = nearestByte(value[0]);
    }
}

void writeGray(const float* sums, const Taps& columns, bool mirror, std::uint8_t* row) {
    const int width = static_cast<int>(columns.first.size());
    for (int x = 0; x < width; ++x) {
        const float* pixel = sums + (columns.first[static_cast<std::size_t>(x)] - columns.low);
        const float* weight = columns.of(x);
        float value = 0;
        for (int k = 0; k < columns.count[static_cast<std::size_t>(x)]; ++k)
            value += weight[k] * pixel[k];
        row[mirror ? width - 1 - x : x] = nearestByte(value);
    }
}

}  // namespace

void resample(const PixelView& source, const Resampling& how, std::uint8_t* out) {
    thread_local Taps rows, columns;
    thread_local std::vector<float> sums;
    rows.set(how.y, how.height, how.top, how.bottom, how.outHeight);
    columns.set(how.x, how.width, how.left, how.right, how.outWidth);
    const int length = (columns.high - columns.low) * source.channels;
    sums.resize(static_cast<std::size_t>(length) + 4);  // a pixel is read as four values
    const std::ptrdiff_t area = std::ptrdiff_t{how.outWidth} * how.outHeight;
    for (int y = 0; y < how.outHeight; ++y) {
        sumRows(source, rows.first[static_cast<std::size_t>(y)], rows.count[static_cast<std::size_t>(y)], rows.of(y),
                columns.low, length, sums.data());
        std::uint8_t* row = out + std::ptrdiff_t{how.outWidth} * (how.mirrorY ? how.outHeight - 1 - y : y);
        if (source.channels == 1)
            writeGray(sums.data(), columns, how.mirrorX, row);
        else
            writeColors(sums.data(), columns, how.mirrorX, area, row);
    }
}

}  // namespace isonet::training
