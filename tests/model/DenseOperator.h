// A convolution as a dense matrix, built by plain loops over its definition, and what follows from the matrix: the
// reference for every measure of an operator.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "model/spec/NetworkPlan.h"

namespace isonet::test {

using Size = std::int64_t;

struct Case {
    Size outputs = 0, inputs = 0, groups = 1, kernelHeight = 3, kernelWidth = 3, stride = 1, dilation = 1;
    Size height = 6, width = 6;
};

enum class Boundary { Circular, Zero };

// y[m, p] = sum over c, q of a[m, c, q] x[c, s p + d q - padding], p = 0 .. ceil(grid / s) - 1: (M H' W', C H W) in
// float64.
at::Tensor denseOperator(const at::Tensor& weight, const Case& c, Boundary boundary);

// A grid that the stride divides, so large that no kernel reaches around it to itself.
Case onWideGrid(Case c);

// ||A A* - I||^2 over the rows of one output position.
double squareOfOutputs(const at::Tensor& dense, const Case& c);

// The kernel of each group with outputs and inputs exchanged.
at::Tensor exchanged(const at::Tensor& weight, const Case& c);

// d^2 / 2 by its definition: the side with fewer channels of the convolution with these channels.
double densePenalty(const at::Tensor& weight, const Case& c);

// A layer of these sizes, with "same" padding, and the sizes of a layer.
spec::ConvolutionPlan planOf(const Case& c);
Case caseOf(const spec::ConvolutionPlan& plan);

// The convolution of one group, and its kernel.
Case oneGroup(Case c);
at::Tensor kernelOfGroup(const at::Tensor& weight, const Case& c, Size group);

}  // namespace isonet::test
