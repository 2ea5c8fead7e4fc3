// Batch normalization, y = w (x - mean) / sqrt(variance + eps) + b by channel, with the parameters, buffers and default
// values of torch::nn::BatchNorm2d.
//
// On the CPU, LibTorch sums a channels-last batch in float32, with errors of 1e-6 and more in mean and variance that
// move signals near an activation's kink to its other side. Here these sums, and those of the backward pass, are exact
// (model/kernels/cpu/ChannelMoments.h), and the same for any number of threads. Other cases are LibTorch's.
#pragma once

#include <torch/nn/modules/batchnorm.h>

namespace isonet::model {

class BatchNormalizationImpl : public torch::nn::BatchNorm2dImpl {
public:
    using torch::nn::BatchNorm2dImpl::BatchNorm2dImpl;
    // (N, C, H, W) -> the same shape. While training, updates the running statistics.
    at::Tensor forward(const at::Tensor& input);
};
TORCH_MODULE(BatchNormalization);

}  // namespace isonet::model
