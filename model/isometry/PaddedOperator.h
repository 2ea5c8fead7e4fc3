// Extreme singular values of a convolution as a network applies it, with zero padding, by iteration on the operator and
// its adjoint. The spectrum of Spectrum.h uses a circular boundary instead and is exact through the DFT; the two differ
// at the border. Any stride, dilation, groups, kernel and padding.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <stop_token>

#include "model/isometry/ExtremeValues.h"
#include "model/isometry/LinearMap.h"
#include "model/spec/NetworkPlan.h"

namespace isonet::model {

// Pixels of zero padding on each side.
struct GridPadding {
    std::int64_t top = 0, bottom = 0, left = 0, right = 0;

    constexpr GridPadding(std::int64_t all = 0) : top(all), bottom(all), left(all), right(all) {}
    constexpr GridPadding(const spec::Padding& p) : top(p.top), bottom(p.bottom), left(p.left), right(p.right) {}
    constexpr bool symmetric() const { return top == bottom && left == right; }
};

struct PaddedGrid {
    std::int64_t height = 0, width = 0;  // input grid, pixels
    std::int64_t stride = 1;
    GridPadding padding = {};  // converts from one number for all sides
    std::int64_t dilation = 1, groups = 1;
};

// The convolution's adjoint: (N, M, H', W') -> (N, C, H, W) on the given grid, zero at pixels that no output reads.
// Type and device of the kernel (M, C / groups, kh, kw).
at::Tensor paddedAdjoint(const at::Tensor& y, const at::Tensor& kernel, const PaddedGrid& grid);

// The convolution on images flattened from (C, H, W), and its adjoint: a (M H' W', C H W) map in float64.
// weight: (M, C / groups, kh, kw), any floating type and device. Throws std::invalid_argument naming shape and grid.
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
