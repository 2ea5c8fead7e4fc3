#include "model/layers/Linear.h"

#include <ATen/ATen.h>

#include "model/layers/parameterization/Parameterization.h"

namespace isonet::model {

LinearLayerImpl::LinearLayerImpl(const spec::LinearPlan& plan)
    : LinearImpl(torch::nn::LinearOptions(plan.inputs, plan.outputs).bias(plan.bias)), orthogonal_(plan.orthogonal) {}

at::Tensor LinearLayerImpl::forward(const at::Tensor& x) {
    if (!orthogonal_)
        return LinearImpl::forward(x);
    const at::Tensor applied = cache_.get(!is_training(), {weight}, {}, [this] { return parameterizedWeight(weight); });
    return at::linear(x, applied, bias);
}

void LinearLayerImpl::train(bool on) {
    cache_.clear();
    LinearImpl::train(on);
}

at::Tensor appliedWeight(const at::Tensor& weight, const spec::LinearPlan& plan) {
    return plan.orthogonal ? parameterizedWeight(weight) : weight;
}

}  // namespace isonet::model
