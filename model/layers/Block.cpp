#include "model/layers/Block.h"

#include <ATen/ATen.h>

#include "model/layers/Parts.h"

namespace isonet::model {

BlockImpl::BlockImpl(Parts& parts, const spec::BlockPlan& plan) : shortcut_(parts.spec().shortcut) {
    if (parts.spec().fixup)
        inputBias_ = register_module("input_bias", SharedBias());
    if (plan.projection) {
        projection_ = register_module("proj", parts.convolution(plan.name + ".proj"));
        if (parts.batchNorm())
            projectionNorm_ = register_module("bn", parts.normalization(plan.outputs));
    }
    branch_ = register_module("f", Branch(parts, plan));
    activation_ = register_module("relu", parts.activation(plan.name + ".relu"));
}

at::Tensor BlockImpl::forward(const at::Tensor& x) {
    const at::Tensor input = inputBias_ ? inputBias_(x) : x;
    at::Tensor skip;
    if (shortcut_) {
        skip = projection_ ? projection_(input) : x;
        if (projectionNorm_)
            skip = projectionNorm_(skip);
    }
    return activation_(branch_(input, skip));
}

}  // namespace isonet::model
