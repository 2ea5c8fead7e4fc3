// Clipping of the singular values of convolutions: each kernel is replaced by the one whose operator has its singular
// values clipped to [lowest, highest], cut to the kernel's own taps.
//
// On its circular grid a convolution is one matrix per frequency (Spectrum.h). Each is replaced by U clip(S) V^*; the
// inverse DFT gives a kernel as large as the grid, of which the taps of the layer's kernel are kept. For 1x1 kernels
// and grids of the kernel's size nothing is cut and the values are within the bounds; else they approach them with
// every repetition.
//
// Source: Sedghi, Gupta and Long, "The Singular Values of Convolutional Layers" (ICLR 2019), Algorithm 2, which clips
// from above every 100 steps.
#pragma once

#include <torch/types.h>

#include "model/isometry/Spectrum.h"
#include "model/layers/Network.h"

namespace isonet::model {

// The clipped kernel, of the weight's shape, type and device; without a gradient. The grid is enlarged to the kernel
// and to a multiple of the stride. If no value is outside the bounds, the weight itself. Throws std::invalid_argument
// naming the bounds, c10::Error for other kernels than (M, C / groups, k, k).
at::Tensor clippedKernel(const at::Tensor& weight, const OperatorGrid& grid, double lowest, double highest);

// Clips the kernels of the network that spec::constrains() names and that are trained, in place. Kernels that are a
// function of their parameter (standardized ones) are left as they are. Takes seconds for large networks.
void clipKernels(const spec::PenaltySpec& spec, const Network& network);

}  // namespace isonet::model
