// The network built from its plan, with the published code's parameter names and order, so that state dicts are
// compatible.
//
// x: (N, channels, height, width) float -> logits (N, classes). Each block computes relu(skip(x) + s * f(x)) with a
// shortcut and relu(f(x)) without; every relu is the configured activation. Source: published model file; paper,
// Figure 1 and section 2.4. Names of further layers follow the same pattern (NetworkPlan.h).
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
    const spec::ConvolutionPlan* plan;         // owned by the network
    at::Tensor weight;                         // the parameter itself, (M, C / groups, kh, kw) unless parameterized
    at::Tensor downsampling = {}, scale = {};  // further parameters of a parameterized layer (RawKernel.h)
};

// The kernel that the convolution applies, (M, C / groups, kh, kw), a function of the parameters that carries
// gradients: the parameter itself unless it is standardized or parameterized. Of a circular layer
// (ConvolutionPlan::circular()) the kernel that fills the plan's grid.
at::Tensor appliedKernel(const ConvolutionLayer& layer);

// A* y of a circular layer on a grid of this height and width.
at::Tensor circularLayerAdjoint(const ConvolutionLayer& layer, const at::Tensor& y, std::int64_t height,
                                std::int64_t width);

struct OffsetLayer {
    const spec::ActivationPlan* plan;  // owned by the network
    at::Tensor offset;                 // SReLU's b, (1, C, 1, 1) or (1, 1, 1, 1); a buffer if not trained
};

class NetworkImpl : public torch::nn::Module {
public:
    // Builds the network, initialized from torch's default generator (seed with torch::manual_seed).
    // Throws std::invalid_argument if spec::validate() finds a problem.
    explicit NetworkImpl(const spec::ModelSpec& spec);

    // Any height and width. Throws c10::Error if the rank or the number of channels is wrong.
    at::Tensor forward(at::Tensor images);
    at::Tensor features(const at::Tensor& images);  // the last feature map (N, C, H, W), which the head averages

    // Sets the observer of subsequent passes; nullptr for none. Not owned.
    void observe(SignalObserver* observer) { observation_->observer = observer; }

    // Stages that keep only the inputs of their blocks while training and compute the rest again in the backward pass:
    // the same gradients, less memory, more time. Names as in spec/Recomputation.h.
    void recompute(const std::vector<std::string>& stages);

    // Stages and blocks (spec/LayerGroups.h) that are not trained: no gradients, and BatchNorm keeps its statistics in
    // training mode. Adds to those frozen before.
    void freeze(const std::vector<std::string>& groups);
    void train(bool on = true) override;

    const spec::ModelSpec& spec() const { return spec_; }
    const spec::NetworkPlan& plan() const { return plan_; }
    std::vector<ConvolutionLayer> convolutions() const;  // plan order
    at::Tensor biasOf(std::size_t convolution) const;    // by plan index: (M); undefined if it has none
    std::vector<OffsetLayer> offsets() const;            // SReLU layers only, plan order

private:
    spec::ModelSpec spec_;
    spec::NetworkPlan plan_;
    std::shared_ptr<Observation> observation_ = std::make_shared<Observation>();
    Stem stem_{nullptr};
    std::vector<Stage> stages_;
    Head head_{nullptr};
    std::vector<Convolution> convolutions_;  // plan order, shared with the stages
    std::vector<Activation> activations_;
    std::vector<std::shared_ptr<torch::nn::Module>> frozen_;
};
TORCH_MODULE(Network);

}  // namespace isonet::model
