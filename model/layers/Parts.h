// Creates the layers of a network in plan order and collects them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "model/layers/Activation.h"
#include "model/layers/Convolution.h"
#include "model/layers/Normalization.h"
#include "model/spec/NetworkPlan.h"

namespace isonet::model {

// Used while a network is built. Layers must be requested in the order of the plan.
class Parts {
public:
    // `observation`: shared by all layers of the network.
    Parts(const spec::ModelSpec& spec, const spec::NetworkPlan& plan, std::shared_ptr<const Observation> observation)
        : spec_(spec), plan_(plan), observation_(std::move(observation)) {}

    const spec::ModelSpec& spec() const { return spec_; }
    const spec::NetworkPlan& plan() const { return plan_; }
    const std::shared_ptr<const Observation>& observation() const { return observation_; }

    // The plan's next convolution, initialized as specified. Throws std::logic_error if the name differs.
    Convolution convolution(const std::string& name);
    Activation activation(const std::string& name);  // same for the next activation
    bool activationFollows(const std::string& name) const;

    // Registers the normalization of the latest convolution in `parent`, named after `convolution`, the convolution's
    // name there ("a_bn"); "" for a name without prefix. Empty if there is none.
    torch::nn::AnyModule normalization(torch::nn::Module& parent, const std::string& convolution = {},
                                       double weight = 1.0) const;

    std::vector<Convolution> convolutions;  // so far
    std::vector<Activation> activations;

private:
    void initialize(const Convolution& layer, const spec::ConvolutionPlan& plan) const;

    const spec::ModelSpec& spec_;
    const spec::NetworkPlan& plan_;
    std::shared_ptr<const Observation> observation_;
};

}  // namespace isonet::model
