// The three kinds of children of a network: stem, stages of blocks, head.
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/modules/container/any.h>
#include <torch/nn/pimpl.h>

#include <vector>

#include "model/layers/Activation.h"
#include "model/layers/Block.h"
#include "model/layers/Convolution.h"
#include "model/layers/Linear.h"
#include "model/layers/Shared.h"

namespace isonet::model {

class Parts;

// Resampling or none, convolution, normalization, activation or none, pooling or none (spec::StemSpec; padded by
// spec::poolPadding(), averages count pixels of the grid only). Children conv, bn, relu.
class StemImpl : public torch::nn::Module {
public:
    explicit StemImpl(Parts& parts);
    at::Tensor forward(const at::Tensor& images);

private:
    Convolution convolution_{nullptr};
    spec::ResamplingPlan resampling_;
    torch::nn::AnyModule norm_;  // empty: none
    SharedBias bias_{nullptr};   // Fixup's
    Activation activation_{nullptr};
    spec::StemPooling pool_;
    std::int64_t poolKernel_, poolStride_;
};
TORCH_MODULE(Stem);

// Blocks b1, b2, ... of the plan's stage `number` (1-based).
class StageImpl : public torch::nn::Module {
public:
    StageImpl(Parts& parts, int number);
    at::Tensor forward(at::Tensor x);
    // Whether, in training mode, each block keeps only its input for the backward pass (Recomputation.h).
    void recompute(bool on) { recompute_ = on; }

private:
    bool recompute_ = false;
    std::shared_ptr<const Observation> observation_;
    std::vector<Block> blocks_;
};
TORCH_MODULE(Stage);

// Pooling, hidden layers fc1, fc1_relu, fc2, ..., dropout, classifier `fc`: (N, C, H, W) -> (N, classes). Linear layers
// keep the framework's default initialization, as published; with Fixup the classifier starts at 0.
class HeadImpl : public torch::nn::Module {
public:
    explicit HeadImpl(Parts& parts);
    at::Tensor forward(const at::Tensor& x);

private:
    at::Tensor pooled(const at::Tensor& x) const;  // (N, features)

    spec::HeadPooling pool_;
    double dropout_;
    SharedBias bias_{nullptr};  // Fixup's
    std::vector<LinearLayer> hidden_;
    std::vector<Activation> activations_;  // of the hidden layers
    LinearLayer classifier_{nullptr};
};
TORCH_MODULE(Head);

}  // namespace isonet::model
