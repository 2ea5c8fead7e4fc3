// DiracNet (Zagoruyko and Komodakis, "DiracNets: training very deep neural networks without skip-connections", 2017):
//
//   diag(alpha) delta + diag(beta) W / |W|,
//
// with the norm of W over the C / groups x kh x kw weights of each output. Row 0 of `scale` (2, M) is alpha, from 1,
// row 1 is beta, from 0.1; neither has weight decay. Outputs without an input of their number have no delta.
#pragma once

#include "model/layers/parameterization/RawKernel.h"
#include "model/spec/NetworkPlan.h"

namespace isonet::model {

// (M, C / groups, kh, kw). Carries gradients.
at::Tensor diracKernel(const RawKernel& raw, const spec::ConvolutionPlan& plan);

// W as the plan's initialization says; only its direction matters.
void initializeDirac(const RawKernel& raw, const spec::ConvolutionPlan& plan);

}  // namespace isonet::model
