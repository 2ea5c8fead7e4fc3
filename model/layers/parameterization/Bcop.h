// BCOP (Li et al., "Preventing gradient attenuation in Lipschitz constrained convolutional networks", 2019): a kernel
// composed of orthogonal ones.
//
// Each matrix Q (c, c / 2) of the weight is orthonormalized by Bjorck's iteration; P = Q Q^T projects onto half of the
// channels. The kernel begins with (I - 2 P_0)(I - 2 P_1). Each further row of taps is a product with the kernel
// [P, I - P] of two rows, each further column with one of two columns, alternating; these are orthogonal because
// P (I - P) = 0. Of the square kernel (c, c), c the larger number of channels, the first outputs and inputs are used.
// Orthogonal with a circular boundary, at most 1 with zero padding.
#pragma once

#include "model/layers/parameterization/RawKernel.h"
#include "model/spec/NetworkPlan.h"

namespace isonet::model {

// The kernel of stride 1, (groups x inner channels, C / groups, kh - s + 1, kw - s + 1). Carries gradients.
at::Tensor bcopKernel(const RawKernel& raw, const spec::ConvolutionPlan& plan);

// With delta initialization, pairs P, I - P of one projection make the delta kernel if c and the numbers of further
// rows and columns are even. Else every Q is random, orthonormal.
void initializeBcop(const RawKernel& raw, const spec::ConvolutionPlan& plan);

}  // namespace isonet::model
