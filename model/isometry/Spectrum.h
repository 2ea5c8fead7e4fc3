// All singular values of a convolution operator on its real input grid with circular boundary, exact through the 2-d
// DFT (Sedghi, Gupta and Long, 2019). An isometry has every value 1.
//
// A convolution with stride s is one with stride 1 whose input channels are the s^2 phases of the grid, so for each of
// the H/s x W/s frequencies there is one M x (C s^2) block. Its Gram matrix on the smaller side is a Fourier sum over
// the kernel's autocorrelation, which is real: one of each conjugate pair of frequencies is enough, and one of all at
// which the kernel's taps have the same matrix (FrequencyClasses.h): one in all for a 1x1 kernel. Its eigenvalues in
// float64 give sigma to 1e-5 even below 1e-3 of the largest (the error of sigma^2 is about 1e-15 of the largest). If
// the smaller side has one channel (depthwise), the matrix is a number, the sum of |DFT|^2. Any kernel size, odd or
// even, also larger than the grid; any groups, computed together.
//
// A dilated kernel is used with its zeros, so any stride and dilation go together. For stride 1 a smaller grid has the
// same values (spectrumGrid(), LayerInspection.h).
//
// If the stride does not divide the grid, the outputs are at 0, s, 2s, ... < H (ceil(H / s) of them) and the
// operator has no blocks: its full Gram matrix is diagonalized, up to spectrumDenseLimit outputs or inputs per group.
#pragma once

#include <torch/types.h>

#include <stop_token>

namespace isonet::model {

struct OperatorGrid {
    std::int64_t height = 0, width = 0;  // input grid, pixels
    std::int64_t stride = 1;
    std::int64_t groups = 1;
    std::int64_t dilation = 1;
};

struct SpectrumOptions {
    std::stop_token stop = {};  // checked between blocks; a stopped computation returns an undefined tensor
};

// Takes half a gigabyte and tens of seconds.
inline constexpr std::int64_t spectrumDenseLimit = 8192;

// Descending float64 values on the CPU, min(outputs, inputs) in number (M H' W' outputs, C H W inputs).
// weight: (M, C / groups, k, k), any floating type and device. Uses all of torch's threads. Throws
// std::invalid_argument naming shape and grid.
at::Tensor singularValues(const at::Tensor& weight, const OperatorGrid& grid, const SpectrumOptions& options = {});

// The same values by frequency, (H / s, W / s, groups x n) with n = min(M / groups, C s^2 / groups), zero frequency
// first, ascending within each group. Also throws if the stride does not divide the grid.
at::Tensor singularValuesByFrequency(const at::Tensor& weight, const OperatorGrid& grid,
                                     const SpectrumOptions& options = {});

}  // namespace isonet::model
