// Scaled weight standardization of NF-ResNets (Brock, De and Smith, "Characterizing signal propagation to close the
// performance gap in unnormalized ResNets", 2021):
//
//   gamma (W - mean) / sqrt(max(variance * N, 1e-4)),   N = C / groups * kh * kw, the fan-in,
//
// with mean and (biased) variance over the N weights of each output. `scale` (M) is gamma, trained per output, from the
// value that gives the output the variance of a unit Gaussian that has passed the network's activation: 1 / sqrt(Var
// f(u)), sqrt(2 / (1 - 1 / pi)) for ReLU; 1 in the stem, which reads the image.
#pragma once

#include "model/layers/parameterization/RawKernel.h"
#include "model/spec/NetworkPlan.h"

namespace isonet::model {

// (M, C / groups, kh, kw). Carries gradients.
at::Tensor scaledStandardizedKernel(const RawKernel& raw, const spec::ConvolutionPlan& plan);

// W as the plan's initialization says; its scale does not matter.
void initializeScaledStandardization(const RawKernel& raw, const spec::ConvolutionPlan& plan);

}  // namespace isonet::model
