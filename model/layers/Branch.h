// The transformation f of a block. Basic: 3x3, 3x3; bottleneck: 1x1, 3x3 (with the block's stride, as published), 1x1;
// each followed by BatchNorm if enabled and, except for the last, by the activation.
//
// Children in the published order: a, a_bn, a_relu, b, b_bn, [b_relu, c, c_bn,] shared_scalar. With Fixup there are
// scalar biases before and after each convolution: a_output_bias, b_input_bias, ..., output_bias (the first one belongs
// to the block).
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/modules/batchnorm.h>
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
        SharedBias inputBias{nullptr};  // null: absent
        Convolution convolution{nullptr};
        torch::nn::BatchNorm2d norm{nullptr};
        SharedBias outputBias{nullptr};
        Activation activation{nullptr};
    };
    std::vector<Step> steps_;
    SharedScale scale_{nullptr};
    SharedBias outputBias_{nullptr};
};
TORCH_MODULE(Branch);

}  // namespace isonet::model
