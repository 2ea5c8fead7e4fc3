// One activation of the plan as a module; the kinds are listed in model/spec/Activations.h.
//
// x: (N, C, H, W) -> same shape. x may be overwritten, so the operator that produced it must not need it for its
// gradient (convolution, addition and BatchNorm do not). While an observer is set, x is kept.
// SReLU holds `srelu_bias`, (1, C, 1, 1) or (1, 1, 1, 1): a parameter, or a buffer if not trained.
// PReLU holds `weight`, (C), initialized to 0.25; PELU `pelu_a` and `pelu_b`, (1), initialized to 1. Tailored ReLU and
// transformed activations have the constants of their plan. Sources: paper, equations (15), (17), (18); He et al., 2015
// (PReLU); Xu et al., 2015 (RReLU); Clevert et al., 2016 (ELU); Klambauer et al., 2017 (SELU); Trottier et al., 2017
// (PELU); Zhang et al., 2022 (tailored ReLU); Martens et al., 2021 (transformed activations); Anil et al., 2019
// (MaxMin).
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>
#include <torch/types.h>

#include <memory>

#include "model/layers/Observer.h"
#include "model/spec/NetworkPlan.h"

namespace isonet::model {

inline constexpr double leakySlope = 0.01;                             // leaky ReLU; Maas et al., 2013
inline constexpr double randomLower = 1.0 / 8, randomUpper = 1.0 / 3;  // RReLU; the mean of both in evaluation mode
inline constexpr double peluFloor = 0.1;                               // least a and b of PELU; Trottier et al., 2017

class ActivationImpl : public torch::nn::Module {
public:
    ActivationImpl(const spec::ActivationPlan& plan, spec::OffsetSharing sharing,
                   std::shared_ptr<const Observation> observation, std::size_t index);

    at::Tensor forward(at::Tensor x);

    const at::Tensor& offset() const { return offset_; }  // SReLU's b; undefined for other activations

private:
    const spec::ActivationPlan plan_;
    std::shared_ptr<const Observation> observation_;
    std::size_t index_;
    at::Tensor offset_, slope_, a_, b_;
};
TORCH_MODULE(Activation);

}  // namespace isonet::model
