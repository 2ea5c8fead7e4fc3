// The transformation f of a block: the convolutions of its kind (spec::BlockKind), each followed by its normalization
// and, except for the last, by the activation. The grid may be resampled before one of them.
//
// Children in the published order: a, a_bn, a_relu, b, b_bn, [b_relu, c, c_bn,] shared_scalar; a_gn and a_ln for group
// and layer normalization. With Fixup there are scalar biases before and after each convolution: a_output_bias,
// b_input_bias, ..., output_bias (the first one belongs to the block).
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/modules/container/any.h>
#include <torch/nn/pimpl.h>

#include <vector>

#include "model/layers/Activation.h"
#include "model/layers/Convolution.h"
#include "model/layers/Shared.h"
#include "model/spec/NetworkPlan.h"

namespace isonet::model {

class Parts;

class BranchImpl : public torch::nn::Module {
public:
    BranchImpl(Parts& parts, const spec::BlockPlan& plan);

    // s f(x), or skip + s f(x) if skip is defined.
    at::Tensor forward(const at::Tensor& x, const at::Tensor& skip = {});

private:
    struct Step {
        spec::ResamplingPlan resampling;  // of the input
        SharedBias inputBias{nullptr};    // null: absent
        Convolution convolution{nullptr};
        torch::nn::AnyModule norm;  // empty: none
        SharedBias outputBias{nullptr};
        Activation activation{nullptr};
    };
    std::vector<Step> steps_;
    SharedScale scale_{nullptr};
    SharedBias outputBias_{nullptr};
};
TORCH_MODULE(Branch);

}  // namespace isonet::model
