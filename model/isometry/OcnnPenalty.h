// The penalty of orthogonal convolutional networks (OCNN): the sum over the layers of
//
//   ||conv(K, K, stride, padding k - 1) - I0||_F,
//
// not squared, on the side of the outputs whatever the number of channels (M x M at each shift). With this padding
// every shift at which the kernel overlaps itself counts; the published default padding of 1 sees 3 x 3 of the 5 x 5
// shifts of a 3x3 kernel. With M > C s^2 no kernel reaches 0: the square is that of the side of the inputs plus M - C
// s^2.
//
// Source: Wang, Chen, Chakraborty and Yu, "Orthogonal Convolutional Neural Networks" (CVPR 2020), and its published
// code: coefficient 0.5 there, 0.01 in the paper.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <vector>

namespace isonet::model {

// The norm of each kernel, (L). Arguments as convolutionPenalty() (FastPenalty.h), which computes the squares; groups:
// the norm of all together. Where the norm is below the rounding of its type, its gradient is 0, as that of
// torch.norm at 0.
at::Tensor ocnnPenalty(const std::vector<at::Tensor>& weights, const std::vector<std::int64_t>& strides,
                       const std::vector<std::int64_t>& groups);

}  // namespace isonet::model
