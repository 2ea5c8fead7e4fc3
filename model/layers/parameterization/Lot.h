// LOT (Xu, Li and Li, "LOT: Layer-wise orthogonal training on improving l2 certified robustness", 2022).
//
// The kernel is transformed to one matrix W for each frequency of the grid, by which the convolution would multiply it;
// it multiplies by (W W^H)^(-1/2) W instead, or W (W^H W)^(-1/2) if M > C. Published: 10 Newton steps for the root.
// Here the steps act on W itself (Bjorck.h), which does not square rounding errors, and random kernels converge. The
// kernel fills the grid: circular boundary.
#pragma once

#include "model/layers/parameterization/KernelProducts.h"
#include "model/layers/parameterization/RawKernel.h"
#include "model/spec/NetworkPlan.h"

namespace isonet::model {

// The response of stride 1 (KernelProducts.h), with inner channels as outputs. Carries gradients.
at::Tensor lotResponse(const RawKernel& raw, const spec::ConvolutionPlan& plan, const GridSize& grid);

void initializeLot(const RawKernel& raw, const spec::ConvolutionPlan& plan);

}  // namespace isonet::model
