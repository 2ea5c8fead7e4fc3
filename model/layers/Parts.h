// What the modules of a network are built from, and where they enlist what the network lists in plan order.
#pragma once

#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>

#include <string>
#include <vector>

#include "model/layers/Activation.h"
#include "model/spec/NetworkPlan.h"

namespace isonet::model {

// Used while a network is built: the plan's convolutions and activations are met one after the other, in its order.
class Parts {
public:
    Parts(const spec::ModelSpec& spec, const spec::NetworkPlan& plan) : spec_(spec), plan_(plan) {}

    const spec::ModelSpec& spec() const { return spec_; }
    const spec::NetworkPlan& plan() const { return plan_; }
    bool batchNorm() const { return spec_.normalization == spec::Normalization::Batch; }

    // The plan's next convolution, initialised as the specification says. Throws std::logic_error when its name
    // differs.
    torch::nn::Conv2d convolution(const std::string& name);
    Activation activation(const std::string& name);  // likewise
    torch::nn::BatchNorm2d normalization(int channels, double weight = 1.0) const;

    std::vector<torch::nn::Conv2d> convolutions;  // so far
    std::vector<Activation> activations;

private:
    void initialize(const torch::nn::Conv2d& layer, const spec::ConvolutionPlan& plan) const;

    const spec::ModelSpec& spec_;
    const spec::NetworkPlan& plan_;
};

}  // namespace isonet::model
