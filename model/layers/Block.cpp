#include "model/layers/Block.h"

#include <ATen/ATen.h>

#include "model/layers/Parts.h"
#include "model/layers/Resampling.h"

namespace isonet::model {

BlockImpl::BlockImpl(Parts& parts, const spec::BlockPlan& plan)
    : shortcut_(plan.shortcut), resampling_(plan.resampling) {
    if (parts.spec().fixup)
        inputBias_ = register_module("input_bias", SharedBias());
    if (plan.projection) {
        projection_ = register_module("proj", parts.convolution(plan.name + ".proj"));
        projectionNorm_ = parts.normalization(*this);
    }
    branch_ = register_module("f", Branch(parts, plan));
    activation_ = register_module("relu", parts.activation(plan.name + ".relu"));
}

at::Tensor BlockImpl::forward(const at::Tensor& x) {
    const at::Tensor input = inputBias_ ? inputBias_(x) : x;
    at::Tensor skip;
    if (shortcut_) {
        skip = resampled(projection_ ? input : x, resampling_);
        if (projection_)
            skip = projection_(skip);
        if (!projectionNorm_.is_empty())
            skip = projectionNorm_.forward(skip);
    }
    return activation_(branch_(input, skip));
}

}  // namespace isonet::model
