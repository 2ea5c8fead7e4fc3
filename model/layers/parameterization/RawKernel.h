// The parameters of one convolution from which its kernel is computed.
#pragma once

#include <torch/types.h>

namespace isonet::model {

struct RawKernel {
    at::Tensor weight;        // shape: spec::ParameterizationRules::weight
    at::Tensor downsampling;  // (M, inner channels, s, s) with a stride factor (AOC), else undefined
    at::Tensor scale;         // shape: spec::ParameterizationRules::scale; undefined without one
};

}  // namespace isonet::model
