// What the modules of a network are built from, and where they enlist what the network lists in plan order.
#pragma once

#include <torch/nn/modules/batchnorm.h>

#include <memory>
#include <string>
#include <vector>

#include "model/layers/Activation.h"
#include "model/layers/Convolution.h"
#include "model/spec/NetworkPlan.h"

namespace isonet::model {

// Used while a network is built: the plan's convolutions and activations are met one after the other, in its order.
class Parts {
public:
    // `observation`: the network's, which its layers share.
    Parts(const spec::ModelSpec& spec, const spec::NetworkPlan& plan, std::shared_ptr<const Observation> observation)
        : spec_(spec), plan_(plan), observation_(std::move(observation)) {}

    const spec::ModelSpec& spec() const { return spec_; }
    const spec::NetworkPlan& plan() const { return plan_; }
    bool batchNorm() const { return spec_.normalization == spec::Normalization::Batch; }

    // The plan's next convolution, initialised as the specification says. Throws std::logic_error when its name
    // differs.
    Convolution convolution(const std::string& name);
    Activation activation(const std::string& name);  // likewise
    torch::nn::BatchNorm2d normalization(int channels, double weight = 1.0) const;

    std::vector<Convolution> convolutions;  // so far
    std::vector<Activation> activations;

private:
    void initialize(const Convolution& layer, const spec::ConvolutionPlan& plan) const;

    const spec::ModelSpec& spec_;
    const spec::NetworkPlan& plan_;
    std::shared_ptr<const Observation> observation_;
};

}  // namespace isonet::model
