// AOL (Prach and Lampert, "Almost-orthogonal layers for efficient general-purpose Lipschitz networks", 2022): each
// input channel j of the kernel W is divided by
//
//   sqrt(sum over i and shifts of |W^T * W|[i, j] + 1e-6),
//
// which makes every singular value at most 1, with circular and with zero padding, for any stride and dilation.
#pragma once

#include "model/layers/parameterization/RawKernel.h"
#include "model/spec/NetworkPlan.h"

namespace isonet::model {

// (M, C / groups, kh, kw). Carries gradients.
at::Tensor aolKernel(const RawKernel& raw, const spec::ConvolutionPlan& plan);

void initializeAol(const RawKernel& raw, const spec::ConvolutionPlan& plan);

}  // namespace isonet::model
