// torch's convolution with an observer; same parameters and names. Padding may be asymmetric (even kernels), and the
// kernel may be standardized or parameterized (model/spec/Parameterizations.h).
//
// Parameters of a parameterized layer: `weight` in the method's shape, `downsampling` (M, inner channels, s, s) with a
// stride factor, `scale` with the methods that have one. The kernel is computed from them in every pass; without
// gradients, in evaluation mode, once for unchanged parameters.
#pragma once

#include <torch/nn/modules/conv.h>
#include <torch/nn/pimpl.h>

#include <memory>

#include "model/layers/EvaluationCache.h"
#include "model/layers/Observer.h"
#include "model/layers/parameterization/RawKernel.h"
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
    void train(bool on = true) override;

    const RawKernel& raw() const { return raw_; }  // the parameters of the kernel
    at::Tensor gains()
        const;  // those that have no weight decay: DiracNet's and scaled standardization's; else undefined

private:
    at::Tensor apply(const at::Tensor& x);
    at::Tensor kernel();
    at::Tensor circular(const at::Tensor& x);

    RawKernel raw_;
    std::shared_ptr<const spec::ConvolutionPlan> parameterized_;  // null: free
    EvaluationCache cache_;
    bool standardized_;
    spec::Padding padding_;
    std::int64_t pixelStep_;
    std::shared_ptr<const Observation> observation_;
    std::size_t index_;
};
TORCH_MODULE(Convolution);

}  // namespace isonet::model
