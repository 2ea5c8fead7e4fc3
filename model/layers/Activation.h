// One activation of the plan as a module: ReLU, leaky, parametric and randomised ReLU, ELU, SELU, SReLU.
//
// x: (N, C, H, W) -> same shape. x may be overwritten, so it must not be needed by the operator that made it (a
// convolution's, an addition's and BatchNorm's output are not). While somebody observes, it is kept.
// SReLU holds `srelu_bias`, (1, C, 1, 1) or (1, 1, 1, 1): a parameter, or a buffer where it is not trained.
// PReLU holds `weight`, (C), from 0.25. Sources: paper, equations (15), (17), (18); He et al., 2015 (PReLU); Xu et al.,
// 2015 (RReLU); Clevert et al., 2016 (ELU); Klambauer et al., 2017 (SELU).
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>
#include <torch/types.h>

#include <memory>

#include "model/layers/Observer.h"
#include "model/spec/NetworkPlan.h"

namespace isonet::model {

class ActivationImpl : public torch::nn::Module {
public:
    ActivationImpl(const spec::ActivationPlan& plan, spec::OffsetSharing sharing,
                   std::shared_ptr<const Observation> observation, std::size_t index);

    at::Tensor forward(at::Tensor x);

    const at::Tensor& offset() const { return offset_; }  // SReLU's b; undefined for the others

private:
    at::Tensor apply(at::Tensor& x);                  // over x
    at::Tensor applyOutOfPlace(const at::Tensor& x);  // the same, x kept

    spec::Activation kind_;
    std::shared_ptr<const Observation> observation_;
    std::size_t index_;
    at::Tensor offset_, slope_;
};
TORCH_MODULE(Activation);

}  // namespace isonet::model
