// Cayley (Trockman and Kolter, "Orthogonalizing convolutional layers with the Cayley transform", 2021).
//
// The kernel alpha W / |W| is transformed to matrices [U; V] (M, C), M >= C, one for each frequency of the grid. With
// A = U - U^H + V^H V the convolution multiplies each frequency by
//
//   [(I + A)^-1 (I - A); -2 V (I + A)^-1],
//
// whose columns are orthonormal. For M < C the transposed matrices. Its kernel fills the grid: circular boundary.
#pragma once

#include "model/layers/parameterization/KernelProducts.h"
#include "model/layers/parameterization/RawKernel.h"
#include "model/spec/NetworkPlan.h"

namespace isonet::model {

// The response of stride 1 (KernelProducts.h), with inner channels as outputs. Carries gradients.
at::Tensor cayleyResponse(const RawKernel& raw, const spec::ConvolutionPlan& plan, const GridSize& grid);

// alpha = |W| of each group, so that the first response is that of W itself.
void initializeCayley(const RawKernel& raw, const spec::ConvolutionPlan& plan);

}  // namespace isonet::model
