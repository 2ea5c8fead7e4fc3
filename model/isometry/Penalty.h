// The orthogonality penalty P = sum over penalised layers of d^2 / 2, d = ||Conv(A, A) - delta||_F, equations (13) and
// (14); weight form: d = ||W W^T - I||_F, equation (16). Loss = cross entropy + gamma P.
//
// Rules as published: the Gram side is A where M <= C and its transpose where M > C; Conv(A, A) has padding k - 1 and
// the convolution's own stride (or 1, PenaltyStride::One); the image stem is left out. A kernel dilated by d, whose
// stride is 1, meets itself only at shifts that are multiples of d, where Conv(A, A) is that of the undilated kernel at
// shifts of 1: the penalty is the undilated kernel's with stride 1. Always computed in float32,
// inside autocast and with TF32 allowed as well (float64 kernels stay float64).
#pragma once

#include <torch/types.h>

#include <string>
#include <vector>

#include "model/layers/Network.h"
#include "model/spec/ModelSpec.h"

namespace isonet::model {

// One kernel's d^2 / 2 by the published formula through autograd: the reference the fast path is tested against.
// weight: (M, C / groups, k, k) of any floating type. Only shifts that are multiples of the stride count; the published
// padding of k - 1 reaches them symmetrically where the stride divides k - 1, and here it is cut to the largest
// multiple otherwise. With groups, every group is a kernel of its own (the published formula does not work with
// groups). Throws c10::Error naming what is wrong with shape, stride or groups.
at::Tensor convolutionPenaltyReference(const at::Tensor& weight, std::int64_t stride, std::int64_t groups = 1);
// ||W W^T - I||^2 / 2 of the kernel flattened to (M, C k k), W^T W where M > C k k.
at::Tensor weightPenaltyReference(const at::Tensor& weight, std::int64_t groups = 1);

struct PenaltyValue {
    at::Tensor total;   // P, a scalar that carries gradients to the kernels
    at::Tensor layers;  // d^2 / 2 per penalised layer (L), without gradient, on the kernels' device
};

class Penalty {
public:
    // Keeps the network and its kernels (shared, not copied). The penalised layers are those of spec::penalizes(); with
    // kind None there are none, P is 0 and `layers` empty: to measure without training on it, set the coefficient to 0.
    // Throws std::invalid_argument with spec::validate()'s first message.
    Penalty(const spec::PenaltySpec& spec, const Network& network);

    PenaltyValue evaluate() const;  // with gradients
    at::Tensor measure() const;     // d^2 / 2 per layer, no gradient graph; also where the coefficient is 0
    const std::vector<std::string>& layers() const { return names_; }  // order of `layers` above

private:
    at::Tensor layerValues() const;  // d^2 / 2 per layer (L), through autograd where that is on

    spec::PenaltySpec spec_;
    Network network_;  // owns the plans that kernels_ points to
    std::vector<std::string> names_;
    std::vector<ConvolutionLayer> kernels_;
};

}  // namespace isonet::model
