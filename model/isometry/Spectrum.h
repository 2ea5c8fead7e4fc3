// All singular values of a convolution operator on its real input grid with circular boundary, exact through the 2-d
// DFT (Sedghi, Gupta and Long, 2019). An isometry has every value 1.
//
// A convolution with stride s is one with stride 1 whose input channels are the s^2 phases of the grid, so for each of
// the H/s x W/s frequencies there is one M x (C s^2) block. Its Gram matrix on the smaller side is a Fourier sum over
// the kernel's autocorrelation, which is real: one of each conjugate pair of frequencies is enough. Its eigenvalues in
// float64 give sigma to 1e-5 down to 1e-3 times the largest and beyond (the error of sigma^2 is about 1e-15 of the
// largest). Any kernel size, odd or even, also larger than the grid; any groups.
//
// Where the stride does not divide the grid, the outputs lie at 0, s, 2s, ... < H (ceil(H / s) of them) and the
// operator has no blocks: its whole Gram matrix is diagonalised, up to spectrumDenseLimit outputs or inputs per group.
#pragma once

#include <torch/types.h>

#include <stop_token>

namespace isonet::model {

struct OperatorGrid {
    std::int64_t height = 0, width = 0;  // input grid, pixels
    std::int64_t stride = 1;
    std::int64_t groups = 1;
};

struct SpectrumOptions {
    std::stop_token stop = {};  // checked between blocks; a stopped computation returns an undefined tensor
};

// Half a gigabyte and tens of seconds.
inline constexpr std::int64_t spectrumDenseLimit = 8192;

// Descending float64 values on the CPU, min(outputs, inputs) in number (M H' W' outputs, C H W inputs).
// weight: (M, C / groups, k, k), any floating type and device. On all of torch's threads. Throws std::invalid_argument
// naming shape and grid.
at::Tensor singularValues(const at::Tensor& weight, const OperatorGrid& grid, const SpectrumOptions& options = {});

}  // namespace isonet::model
