// The kernels that convolutions apply, computed from their parameters; the methods are listed in
// model/spec/Parameterizations.h.
//
// Everything is plain operators without waiting for the device, in float32 at least whatever the run's precision.
#pragma once

#include <torch/nn/module.h>

#include "model/layers/parameterization/KernelProducts.h"
#include "model/layers/parameterization/RawKernel.h"
#include "model/spec/NetworkPlan.h"

namespace isonet::model {

// Uninitialized parameters of a layer.
RawKernel emptyRawKernel(const spec::ConvolutionPlan& plan);
// From torch's default generator, outside of autograd.
void initializeRawKernel(const RawKernel& raw, const spec::ConvolutionPlan& plan);

// (M, C / groups, kh, kw) with the size of ConvolutionPlan::applied(). Carries gradients. For a circular layer the
// kernel that fills the plan's input grid. Requires a parameterization other than free.
at::Tensor parameterizedKernel(const RawKernel& raw, const spec::ConvolutionPlan& plan);

// Of a circular layer on any grid: circularConvolution() with it and the layer's stride is the layer. Carries
// gradients.
at::Tensor parameterizedResponse(const RawKernel& raw, const spec::ConvolutionPlan& plan, const GridSize& grid);

// The nearest orthogonal matrix of a linear layer's weight (Bjorck.h). Carries gradients.
at::Tensor parameterizedWeight(const at::Tensor& weight);

}  // namespace isonet::model
