// torch's convolution plus an observer; same parameters and names.
#pragma once

#include <torch/nn/modules/conv.h>
#include <torch/nn/pimpl.h>

#include <memory>
#include <utility>

#include "model/layers/Observer.h"

namespace isonet::model {

class ConvolutionImpl : public torch::nn::Conv2dImpl {
public:
    ConvolutionImpl(const torch::nn::Conv2dOptions& options, std::shared_ptr<const Observation> observation,
                    std::size_t index)
        : Conv2dImpl(options), observation_(std::move(observation)), index_(index) {}

    at::Tensor forward(const at::Tensor& x) {
        at::Tensor out = Conv2dImpl::forward(x);
        if (observation_->observer)
            observation_->observer->convolution(index_, x, out);
        return out;
    }

private:
    std::shared_ptr<const Observation> observation_;
    std::size_t index_;
};
TORCH_MODULE(Convolution);

}  // namespace isonet::model
