// A convolution as a network applies it, with zeros around the grid: its extreme singular values, by iteration on the
// operator and its adjoint. The spectrum of Spectrum.h has circular boundary instead and is exact through the DFT; the
// two differ by what happens at the border.
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
    int products = 1200;      // limit of each iteration, at most
    std::stop_token stop = {};
    std::function<void(int products)> progress = {};
    std::int64_t denseSide = 768;  // with at most so many values on a side, the whole matrix is decomposed
    int circularProducts = 600;    // with the circular inverse, before the block Cholesky where that is affordable
    double bandedWork = 1.5e11;    // multiply-adds the block Cholesky may take, some seconds
};

// Of the min(rows, columns) values. Group by group, each by its whole matrix where that is small. The largest value
// comes from Lanczos bidiagonalisation (Lanczos.h). The smallest is the hard side, since a bulk of values crowds there:
// it comes from a preconditioned iteration (Davidson.h) on A A* or A* A, whichever has full rank, with the inverse of
// that matrix' circular counterpart, and where this is slow and the band narrow, with its own by block Cholesky
// (PaddedInverse.h). A stopped call returns what it has, not converged; for a kernel that is not finite, NaN.
ExtremeValues extremeSingularValues(const at::Tensor& weight, const PaddedGrid& grid,
                                    const ExtremeOptions& options = {});

}  // namespace isonet::model
