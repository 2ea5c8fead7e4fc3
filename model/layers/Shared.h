// Scalars of a residual branch. Their names contain "shared": the optimizer uses a tenth of the learning rate for
// them, as in the published code (multiplier) and Zhang et al. (2019) (Fixup's scalars).
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>
#include <torch/types.h>

namespace isonet::model {

// x -> s x. `scale`: (1, 1, 1, 1), or (1, C, 1, 1) with one number per channel.
class SharedScaleImpl : public torch::nn::Module {
public:
    SharedScaleImpl(int channels, double start);  // channels = 1: one scalar
    at::Tensor forward(const at::Tensor& x);
    // skip + s x in one pass over the data.
    at::Tensor addTo(const at::Tensor& skip, const at::Tensor& x);

private:
    at::Tensor scale_;
};
TORCH_MODULE(SharedScale);

// x -> x + b, Fixup's scalar bias, initialized to 0. `shared_bias`: (1).
class SharedBiasImpl : public torch::nn::Module {
public:
    SharedBiasImpl();
    at::Tensor forward(const at::Tensor& x);

private:
    at::Tensor bias_;
};
TORCH_MODULE(SharedBias);

}  // namespace isonet::model
