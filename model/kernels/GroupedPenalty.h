// Value and gradient of the penalty ||Conv(A, A) - delta||_F^2 / 2 for many small kernels of one shape, such as the
// groups of a grouped or depthwise convolution, for which calls of a matrix product cost more than their arithmetic:
//
//   E_p[m, m'] = sum over c, q of a[m, c, q + p] a[m', c, q] - delta at shifts p that are multiples of the stride,
//   value = sum over kernels and p of ||E_p||^2 / 2,  gradient[m, c, q] = 2 sum over p, m' of E_p[m, m'] a[m', c, q -
//   p].
#pragma once

#include <torch/types.h>

#include <vector>

namespace isonet::model {

// kernels: (L, n, d, kh, kw) float32 or float64 on the CPU, any strides, stride > 0. `gradients`: undefined or a tensor
// of the same shape and type, any strides, that is overwritten. Returns the sum over all kernels. One vector lane per
// kernel, on all of torch's threads; the result does not depend on their number. Takes (n^2 + 2 n d kh kw) numbers per
// lane as scratch memory, which should fit the L2 cache. Throws c10::Error naming the shape.
double groupedPenalty(const at::Tensor& kernels, std::int64_t stride, const at::Tensor& gradients = {});

// The same for each of several layers, (layers) float64 on the kernels' device, all of one type and device, CPU or
// CUDA: there all layers take two launches, and kernels must be preferred (below). gradients: empty, or one for each
// layer.
at::Tensor groupedPenalties(const std::vector<at::Tensor>& kernels, const std::vector<std::int64_t>& strides,
                            const std::vector<at::Tensor>& gradients = {});

// Whether the above is faster than matrix products: several kernels, and few channels. On CUDA they must also fit a
// block (GroupedLimits.h); false on other devices.
bool prefersGroupedPenalty(const at::Tensor& kernels, std::int64_t stride);

}  // namespace isonet::model
