// One block: phi(skip(x) + s f(x)) with a shortcut, phi(f(x)) without. The skip is x, resampled as in the branch, and
// a 1x1 projection with its normalization if the shape differs. Children in the published order: proj, bn, f, relu.
// With Fixup the branch and the projection receive x plus a scalar, `input_bias`.
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/modules/container/any.h>
#include <torch/nn/pimpl.h>

#include "model/layers/Activation.h"
#include "model/layers/Branch.h"
#include "model/layers/Convolution.h"
#include "model/layers/Shared.h"

namespace isonet::model {

class BlockImpl : public torch::nn::Module {
public:
    BlockImpl(Parts& parts, const spec::BlockPlan& plan);
    at::Tensor forward(const at::Tensor& x);

private:
    bool shortcut_;
    spec::ResamplingPlan resampling_;
    SharedBias inputBias_{nullptr};
    Convolution projection_{nullptr};
    torch::nn::AnyModule projectionNorm_;  // empty: none
    Branch branch_{nullptr};
    Activation activation_{nullptr};
};
TORCH_MODULE(Block);

}  // namespace isonet::model
