// Products of convolutions: as kernels, and as matrices by frequency.
//
// Kernels are grouped as a convolution's weight, (M, C / groups, kh, kw). The response of a kernel on a grid is
// K(f) = sum over taps t of K_t exp(2 pi i f . (t - origin)), the matrix by which the circular convolution multiplies
// the frequency f: (H, W / 2 + 1, groups, M / groups, C / groups), complex. All carry gradients.
#pragma once

#include <torch/types.h>

#include <cstdint>

namespace isonet::model {

// First `inner`, then `outer`, both of stride 1: (M, N, h, w) and (N groups, C, h', w') -> (M, C, h + h' - 1,
// w + w' - 1).
at::Tensor composed(const at::Tensor& outer, const at::Tensor& inner, std::int64_t groups);

// The adjoint's kernel: channels of each group exchanged, taps reversed.
at::Tensor adjointKernel(const at::Tensor& kernel, std::int64_t groups);

struct GridSize {
    std::int64_t height = 1, width = 1;
};

// `originY`, `originX`: the tap that reads the output's own pixel.
at::Tensor responseOf(const at::Tensor& kernel, std::int64_t groups, const GridSize& grid, std::int64_t originY,
                      std::int64_t originX);
// The real kernel that fills the grid, (M, C / groups, H, W); tap (H / 2, W / 2) reads the output's own pixel.
at::Tensor kernelOf(const at::Tensor& response, const GridSize& grid);

// The circular convolution with a response and a stride: (N, C, H, W) -> (N, M, ceil(H / s), ceil(W / s)), and its
// adjoint. In float32 at least; the result has the type of x.
at::Tensor circularConvolution(const at::Tensor& x, const at::Tensor& response, std::int64_t stride);
at::Tensor circularAdjoint(const at::Tensor& y, const at::Tensor& response, std::int64_t stride, const GridSize& grid);

}  // namespace isonet::model
