// The orthogonality penalty P = sum over penalized layers of d^2 / 2, d = ||Conv(A, A) - delta||_F, equations (13) and
// (14); weight form: d = ||W W^T - I||_F, equation (16). Loss = cross entropy + gamma P. Other kinds have their own
// value per layer: OcnnPenalty.h, SoftOrthogonality.h, SpectralNormPenalty.h; it is divided by the number of the
// layer's weights with PenaltySpec::sizeNormalized.
//
// Rules as published, of the first two: the Gram side is A if M <= C and its transpose if M > C; Conv(A, A) has padding
// k - 1 and the convolution's own stride (or 1, PenaltyStride::One); the image stem is excluded. Each group of a
// convolution is a separate kernel, and d^2 is summed over the groups. With stride s and dilation d only shifts that
// are multiples of lcm(s, d) pixels count: the penalty is that of the undilated kernel with stride s / gcd(s, d)
// (GramStride.h). The kernel is the one applied (appliedKernel(), Network.h), through which gradients reach the
// parameter. Always computed in float32, also under autocast and with TF32 enabled (float64 kernels stay float64), with
// all gradients, on every thread and in cuBLAS and cuDNN: see FullPrecision.h and PreciseProduct.h.
#pragma once

#include <torch/types.h>

#include <string>
#include <vector>

#include "model/layers/Network.h"
#include "model/spec/ModelSpec.h"

namespace isonet::model {

// d^2 / 2 of one kernel by the published formula through autograd: the reference for testing the fast path.
// weight: (M, C / groups, k, k) of any floating type. Only shifts that are multiples of the stride count; the published
// padding of k - 1 reaches them symmetrically if the stride divides k - 1; otherwise it is reduced to the largest
// multiple (gramResidual(), KernelMaps.h). Each group is a separate kernel (the published formula does not support
// groups). Throws c10::Error for invalid shape, stride or groups.
at::Tensor convolutionPenaltyReference(const at::Tensor& weight, std::int64_t stride, std::int64_t groups = 1);
// ||W W^T - I||^2 / 2 of the kernel flattened to (M, C kh kw), W^T W if M > C kh kw; summed over groups.
at::Tensor weightPenaltyReference(const at::Tensor& weight, std::int64_t groups = 1);

struct PenaltyValue {
    at::Tensor total;   // P, a scalar that carries gradients to the kernels
    at::Tensor layers;  // value per penalized layer (L), without gradient, on the kernels' device
};

class Penalty {
public:
    // Shares the network and its kernels (no copy). The penalized layers are those of spec::penalizes(); with kind None
    // P is 0 and `layers` empty. To measure the penalty without training on it, set the coefficient to 0.
    // Throws std::invalid_argument with spec::validate()'s first message.
    Penalty(const spec::PenaltySpec& spec, const Network& network);

    PenaltyValue evaluate() const;  // with gradients
    at::Tensor measure() const;     // value per layer, no gradient graph; also if the coefficient is 0
    const std::vector<std::string>& layers() const { return names_; }  // order of `layers` above

private:
    at::Tensor layerValues() const;  // (L), through autograd if enabled

    spec::PenaltySpec spec_;
    Network network_;  // owns the plans that kernels_ points to
    std::vector<std::string> names_;
    std::vector<ConvolutionLayer> kernels_;
    at::Tensor sizes_;  // (L) weights of each layer; undefined unless values are divided by them
};

}  // namespace isonet::model
