// The stride of Conv(A, A) for a convolution with stride and dilation. Plain arithmetic, no torch.
#pragma once

#include <cstdint>
#include <numeric>

namespace isonet::model {

// Outputs of a convolution with stride s lie s pixels apart, and a kernel dilated by d overlaps itself only at shifts
// that are multiples of d: only shifts that are multiples of lcm(s, d) = d s / gcd(s, d) pixels count. There the
// dilated kernel overlaps itself as the undilated one does at multiples of s / gcd(s, d) taps. Penalty, deviation and
// maps of the layer are therefore those of the undilated kernel with this stride.
constexpr std::int64_t gramStride(std::int64_t stride, std::int64_t dilation) {
    return stride / std::gcd(stride, dilation);
}

}  // namespace isonet::model
