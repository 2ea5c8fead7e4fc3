// torch's linear layer, with the same parameters and names; its weight may be orthogonalized.
//
// x: (N, inputs) -> (N, outputs). Orthogonal (LinearPlan::orthogonal): the weight applied is the nearest matrix with
// orthonormal rows or columns (Bjorck.h), in float32 at least; without gradients it is computed once for unchanged
// parameters in evaluation mode.
#pragma once

#include <torch/nn/modules/linear.h>
#include <torch/nn/pimpl.h>

#include "model/layers/EvaluationCache.h"
#include "model/spec/NetworkPlan.h"

namespace isonet::model {

class LinearLayerImpl : public torch::nn::LinearImpl {
public:
    explicit LinearLayerImpl(const spec::LinearPlan& plan);

    at::Tensor forward(const at::Tensor& x);
    void train(bool on = true) override;

private:
    bool orthogonal_;
    EvaluationCache cache_;
};
TORCH_MODULE(LinearLayer);

// The weight that a linear layer of the plan applies: `weight` itself unless it is orthogonalized.
at::Tensor appliedWeight(const at::Tensor& weight, const spec::LinearPlan& plan);

}  // namespace isonet::model
