// Products whose value and gradients of every order are computed in float32 (float64 for float64), whatever precision
// the run has and whichever thread computes them: each of them opens its own FullPrecision scope.
#pragma once

#include <torch/types.h>

#include <cstdint>

namespace isonet::model {

// a b for each of G pairs: (G, n, k) x (G, k, m) -> (G, n, m). Carries gradients. Throws c10::Error naming the shapes.
at::Tensor preciseProduct(const at::Tensor& a, const at::Tensor& b);

// As at::conv2d(images, kernel) with one stride and a padding per axis: (N, C, h, w) and (M, C, kh, kw) ->
// (N, M, h', w'). On the CPU it is at::conv2d, which is exact there; elsewhere matrix products of the images' patches,
// because the gradients of a convolution would read the process's flags later.
at::Tensor preciseConvolution(const at::Tensor& images, const at::Tensor& kernel, std::int64_t stride,
                              at::IntArrayRef padding);
// The second way, on any device.
at::Tensor convolutionByProducts(const at::Tensor& images, const at::Tensor& kernel, std::int64_t stride,
                                 at::IntArrayRef padding);

}  // namespace isonet::model
