// Extreme singular values of a convolution as a network applies it, with zero padding, by iteration on the operator and
// its adjoint. The spectrum of Spectrum.h uses a circular boundary instead and is exact through the DFT; the two differ
// at the border.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <stop_token>

#include "model/isometry/ExtremeValues.h"
#include "model/isometry/LinearMap.h"

namespace isonet::model {

struct PaddedGrid {
    std::int64_t height = 0, width = 0;  // input grid, pixels
    std::int64_t stride = 1, padding = 0, dilation = 1, groups = 1;
};

// conv2d(x, weight) on images flattened from (C, H, W), and its adjoint conv_transpose2d: a (M H' W', C H W) map in
// float64. weight: (M, C / groups, k, k), any floating type and device. Throws std::invalid_argument naming shape and
// grid.
LinearMap paddedConvolution(const at::Tensor& weight, const PaddedGrid& grid);

struct ExtremeOptions {
    double tolerance = 1e-4;  // relative, of each value
    int products = 1200;      // maximum per iteration
    std::stop_token stop = {};
    std::function<void(int products)> progress = {};
    std::int64_t denseSide = 768;  // up to this size the full matrix is decomposed
    int circularProducts = 600;    // with the circular inverse before trying block Cholesky
    double bandedWork = 1.5e11;    // maximum multiply-adds for block Cholesky: a few seconds
};

// Extremes of the min(rows, columns) values. Computed per group, from the full matrix if it is small. The largest value
// is computed by Lanczos bidiagonalization (Lanczos.h). The smallest is harder, because many values cluster there: it
// is computed by preconditioned iteration (Davidson.h) on A A* or A* A, whichever has full rank, with the inverse of
// the circular counterpart, or, if this is slow and the band is narrow, with the exact inverse by block Cholesky
// (PaddedInverse.h). A stopped call returns its current estimate as not converged. NaN for a kernel that is not finite.
ExtremeValues extremeSingularValues(const at::Tensor& weight, const PaddedGrid& grid,
                                    const ExtremeOptions& options = {});

}  // namespace isonet::model
