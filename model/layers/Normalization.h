// Normalizations as modules; the kinds are listed in model/spec/Normalizations.h.
//
// x: (N, C, H, W) -> same shape; weight and bias (C). Mean and variance over N, H, W (batch; with running statistics
// for evaluation), over the channels of a group, H and W (group), over C, H and W (layer), each with epsilon 1e-5.
// Sources: Ioffe and Szegedy, 2015; Wu and He, 2018; Ba et al., 2016.
#pragma once

#include <torch/nn/modules/container/any.h>

#include <string>

#include "model/spec/NetworkPlan.h"

namespace isonet::model {

// The normalization after `plan`; empty if it has none. `weight`: initial value of the factors.
torch::nn::AnyModule makeNormalization(const spec::ConvolutionPlan& plan, double weight = 1.0);

// "a_bn" for "a", "bn" for "": the module's name in its parent.
std::string normalizationName(const spec::ConvolutionPlan& plan, const std::string& convolution = {});

}  // namespace isonet::model
