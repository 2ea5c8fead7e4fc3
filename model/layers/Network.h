// The network built from its plan, with the published code's parameter names and order, so that state dicts agree.
//
// x: (N, channels, height, width) float -> logits (N, classes). Each block computes relu(skip(x) + s * f(x)) with a
// shortcut and relu(f(x)) without; every relu is the specification's activation. Source: published model file; paper,
// Figure 1 and section 2.4.
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>
#include <torch/types.h>

#include <memory>
#include <vector>

#include "model/layers/Observer.h"
#include "model/layers/Stage.h"
#include "model/spec/NetworkPlan.h"

namespace isonet::model {

struct ConvolutionLayer {
    const spec::ConvolutionPlan* plan;  // owned by the network
    at::Tensor weight;                  // the parameter itself (M, C / groups, k, k)
};

struct OffsetLayer {
    const spec::ActivationPlan* plan;  // owned by the network
    at::Tensor offset;                 // SReLU's b, (1, C, 1, 1) or (1, 1, 1, 1); a buffer where it is not trained
};

class NetworkImpl : public torch::nn::Module {
public:
    // Builds and initialises from torch's default generator (torch::manual_seed fixes it).
    // Throws std::invalid_argument where spec::validate() finds a problem.
    explicit NetworkImpl(const spec::ModelSpec& spec);

    // Throws c10::Error where the images have another rank or number of channels; any height and width will do.
    at::Tensor forward(at::Tensor images);
    at::Tensor features(const at::Tensor& images);  // the last feature map (N, C, H, W), which the head averages

    // Who sees the signals of the passes that follow, until another or nullptr is set. Not owned.
    void observe(SignalObserver* observer) { observation_->observer = observer; }

    const spec::ModelSpec& spec() const { return spec_; }
    const spec::NetworkPlan& plan() const { return plan_; }
    std::vector<ConvolutionLayer> convolutions() const;  // plan order
    std::vector<OffsetLayer> offsets() const;            // SReLU layers only, plan order

private:
    spec::ModelSpec spec_;
    spec::NetworkPlan plan_;
    std::shared_ptr<Observation> observation_ = std::make_shared<Observation>();
    Stem stem_{nullptr};
    std::vector<Stage> stages_;
    Head head_{nullptr};
    std::vector<Convolution> convolutions_;  // plan order, the ones the stages hold
    std::vector<Activation> activations_;
};
TORCH_MODULE(Network);

}  // namespace isonet::model
