// The three kinds of children of a network: stem, stages of blocks, head.
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/linear.h>
#include <torch/nn/pimpl.h>

#include <vector>

#include "model/layers/Activation.h"
#include "model/layers/Block.h"
#include "model/layers/Convolution.h"
#include "model/layers/Shared.h"

namespace isonet::model {

class Parts;

// Small: 3x3 convolution; ImageNet: 7x7 with stride 2 and a 3x3 max pool with stride 2. Children conv, bn, relu.
class StemImpl : public torch::nn::Module {
public:
    explicit StemImpl(Parts& parts);
    at::Tensor forward(const at::Tensor& images);

private:
    Convolution convolution_{nullptr};
    torch::nn::BatchNorm2d norm_{nullptr};
    SharedBias bias_{nullptr};  // Fixup's
    Activation activation_{nullptr};
    bool pool_;
};
TORCH_MODULE(Stem);

// Blocks b1, b2, ... of the plan's stage `number` (1-based).
class StageImpl : public torch::nn::Module {
public:
    StageImpl(Parts& parts, int number);
    at::Tensor forward(at::Tensor x);

private:
    std::vector<Block> blocks_;
};
TORCH_MODULE(Stage);

// Global average, dropout, classifier `fc`: (N, C, H, W) -> (N, classes). The classifier keeps the framework's default
// initialization, as published; with Fixup it starts at 0.
class HeadImpl : public torch::nn::Module {
public:
    HeadImpl(const spec::ModelSpec& spec, int features);
    at::Tensor forward(const at::Tensor& x);

private:
    double dropout_;
    SharedBias bias_{nullptr};  // Fixup's
    torch::nn::Linear classifier_{nullptr};
};
TORCH_MODULE(Head);

}  // namespace isonet::model
