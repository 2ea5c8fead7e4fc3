// SOC (Singla and Feizi, "Skew orthogonal convolutions", 2021): the exponential of a skew-symmetric convolution.
//
// L = W - W*, W* the adjoint's kernel, W square with the larger number of channels. L is multiplied by
// 0.7 / max(0.7, sqrt(kh kw) b), b a bound of the norm of the kernel flattened to (c, c kh kw) (Bjorck.h), so that its
// norm is at most 0.7 on every grid. The kernel is the sum over j <= 6 of L^j / j! (products of convolutions), with
// 6 (k - 1) + 1 taps a side; its singular values differ from 1 by at most spec::seriesError with a circular boundary,
// and exceed 1 by at most that with zero padding. Of the square kernel the first outputs and inputs are used.
#pragma once

#include "model/layers/parameterization/RawKernel.h"
#include "model/spec/NetworkPlan.h"

namespace isonet::model {

// The kernel of stride 1, (groups x inner channels, C / groups, ...). Carries gradients.
at::Tensor socKernel(const RawKernel& raw, const spec::ConvolutionPlan& plan);

// Symmetric initializations, such as delta, give L = 0 and the identity.
void initializeSoc(const RawKernel& raw, const spec::ConvolutionPlan& plan);

}  // namespace isonet::model
