// Loops over images whose channels lie side by side (channels-last), for batch normalization: sums by channel, and an
// affine map by channel.
//
// A few pixels are added in float32, those sums in float64: as exact as float64 throughout to some 1e-8, which
// LibTorch's float32 sums over a whole batch are not (1e-6 and more), and as fast.
#pragma once

#include <cstdint>

namespace isonet::model::cpu {

// x, y: (pixels, channels). Each adds a sum over the pixels to sums (channels).
// Of x; of (x - mean)^2; of (x - mean) y. mean: (channels).
void addChannelSums(const float* x, std::int64_t pixels, std::int64_t channels, double* sums);
void addCenteredSquares(const float* x, const float* mean, std::int64_t pixels, std::int64_t channels, double* sums);
void addCenteredProducts(const float* x, const float* mean, const float* y, std::int64_t pixels, std::int64_t channels,
                         double* sums);

// out = a x + b y + c, with a, b, c by channel.
void combineChannels(const float* x, const float* y, const float* a, const float* b, const float* c,
                     std::int64_t pixels, std::int64_t channels, float* out);

}  // namespace isonet::model::cpu
