// torch's convolution with an observer; same parameters and names. Padding may be asymmetric (even kernels), and the
// kernel may be standardized.
#pragma once

#include <torch/nn/modules/conv.h>
#include <torch/nn/pimpl.h>

#include <memory>

#include "model/layers/Observer.h"
#include "model/spec/NetworkPlan.h"

namespace isonet::model {

// Weight standardization (Qiao et al., 2019, equation 7): each output channel's weights w become
// (w - mean) / sqrt(variance + 1e-5). (M, ...) -> same shape; carries gradients. In float32 at least.
at::Tensor standardizedKernel(const at::Tensor& weight);

class ConvolutionImpl : public torch::nn::Conv2dImpl {
public:
    // `index`: of the plan, for the observer.
    ConvolutionImpl(const spec::ConvolutionPlan& plan, std::shared_ptr<const Observation> observation,
                    std::size_t index);

    // x: (N, inputs, H, W) -> (N, outputs, ceil(H / stride), ceil(W / stride)).
    at::Tensor forward(const at::Tensor& x);

private:
    at::Tensor apply(const at::Tensor& x);

    bool standardized_;
    spec::Padding padding_;
    std::int64_t pixelStep_;
    std::shared_ptr<const Observation> observation_;
    std::size_t index_;
};
TORCH_MODULE(Convolution);

}  // namespace isonet::model
