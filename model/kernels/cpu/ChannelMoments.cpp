#include "model/kernels/cpu/ChannelMoments.h"

#include "model/kernels/cpu/InstructionSet.h"

namespace isonet::model::cpu {
namespace {

constexpr std::int64_t block = 16;  // pixels added in float32
constexpr std::int64_t tile = 64;   // channels at a time, whose sums stay in registers or the first cache

struct Value {
    static ISONET_ALWAYS_INLINE float of(float x, float, float) { return x; }
};
struct Square {
    static ISONET_ALWAYS_INLINE float of(float x, float, float mean) { return (x - mean) * (x - mean); }
};
struct Product {
    static ISONET_ALWAYS_INLINE float of(float x, float y, float mean) { return (x - mean) * y; }
};

template <typename Term>
struct AddTerms {
    static ISONET_ALWAYS_INLINE void run(const float* x, const float* y, const float* mean, std::int64_t pixels,
                                         std::int64_t channels, double* sums) {
        for (std::int64_t first = 0; first < pixels; first += block) {
            const std::int64_t height = pixels - first < block ? pixels - first : block;
            for (std::int64_t left = 0; left < channels; left += tile) {
                const std::int64_t width = channels - left < tile ? channels - left : tile;
                float part[tile] = {};
                for (std::int64_t row = 0; row < height; ++row) {
                    const std::int64_t at = (first + row) * channels + left;
                    for (std::int64_t c = 0; c < width; ++c)
                        part[c] += Term::of(x[at + c], y[at + c], mean[left + c]);
                }
                for (std::int64_t c = 0; c < width; ++c)
                    sums[left + c] += static_cast<double>(part[c]);
            }
        }
    }
};

struct Combine {
    static ISONET_ALWAYS_INLINE void run(const float* x, const float* y, const float* a, const float* b, const float* c,
                                         std::int64_t pixels, std::int64_t channels, float* out) {
        for (std::int64_t pixel = 0; pixel < pixels; ++pixel)
            for (std::int64_t i = 0; i < channels; ++i) {
                const std::int64_t at = pixel * channels + i;
                out[at] = a[i] * x[at] + (b[i] * y[at] + c[i]);
            }
    }
};

}  // namespace

// Arguments that a term does not use are its x, which has at least a row of channels.
void addChannelSums(const float* x, std::int64_t pixels, std::int64_t channels, double* sums) {
    runVectorized<AddTerms<Value>>(x, x, x, pixels, channels, sums);
}

void addCenteredSquares(const float* x, const float* mean, std::int64_t pixels, std::int64_t channels, double* sums) {
    runVectorized<AddTerms<Square>>(x, x, mean, pixels, channels, sums);
}

void addCenteredProducts(const float* x, const float* mean, const float* y, std::int64_t pixels, std::int64_t channels,
                         double* sums) {
    runVectorized<AddTerms<Product>>(x, y, mean, pixels, channels, sums);
}

void combineChannels(const float* x, const float* y, const float* a, const float* b, const float* c,
                     std::int64_t pixels, std::int64_t channels, float* out) {
    runVectorized<Combine>(x, y, a, b, c, pixels, channels, out);
}

}  // namespace isonet::model::cpu
