// The published computation of an optimizer step, the reference of the step benchmark: activations relu(x - b) + b, the
// penalty as a padded convolution of each kernel with itself through autograd, one update per parameter, and three
// values read back from the device per step. Supports the published networks without batch normalization, with
// shifted ReLUs.
#pragma once

#include <torch/optim/sgd.h>
#include <torch/types.h>

#include <map>
#include <memory>
#include <string>

#include "model/layers/Network.h"
#include "training/config/RunConfig.h"

namespace isonet::benchmarks {

class PublishedStep {
public:
    // Whether it can compute this network and penalty.
    static bool supports(const config::RunConfig& config);
    // Copies the network's weights to the device. Computes in the run's precision.
    PublishedStep(const model::Network& network, const config::RunConfig& config, bool channelsLast,
                  const at::Device& device);

    // Runs one step; returns the cross entropy before the update.
    double run(const at::Tensor& images, const at::Tensor& labels);

private:
    at::Tensor convolution(const at::Tensor& x, const std::string& layer) const;
    at::Tensor activation(const at::Tensor& x, const std::string& layer) const;
    at::Tensor forward(const at::Tensor& images) const;
    at::Tensor penalty() const;

    spec::NetworkPlan plan_;
    std::map<std::string, spec::ConvolutionPlan> convolutions_;
    std::map<std::string, at::Tensor> parameters_;  // by name in the network
    bool imageNet_, shortcut_;
    config::Precision precision_;
    at::Device device_;
    double gamma_;
    std::unique_ptr<torch::optim::SGD> optimizer_;
};

}  // namespace isonet::benchmarks
