// The region proposal network: scores anchors of a feature map and refines their boxes.
//
// A 3x3 convolution and two 1x1 convolutions give each anchor a score and a box relative to it. Losses: binary cross
// entropy of the scores, and the box error of the positive anchors, both summed over a random sample of anchors and
// divided by the configured number. Source: Ren et al., "Faster R-CNN" (2015).
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/pimpl.h>

#include <vector>

#include "model/detection/BoxCoding.h"
#include "model/detection/Boxes.h"
#include "model/detection/Truth.h"
#include "model/spec/DetectorSpec.h"

namespace isonet::model {

struct Proposals {
    std::vector<at::Tensor> boxes;  // of each image (K, 4), by descending score, without gradients
    at::Tensor objectness, box;     // losses, if ground truth was given
};

class ProposalNetworkImpl : public torch::nn::Module {
public:
    // Initialized from torch's default generator: normal weights with standard deviation 0.01, as published.
    ProposalNetworkImpl(const spec::DetectorSpec& spec, std::int64_t channels, std::int64_t stride);

    // features (N, C, H, W); sizes of the images without padding; ground truth in training, nullptr otherwise.
    Proposals forward(const at::Tensor& features, const std::vector<ImageSize>& sizes,
                      const std::vector<Truth>* truths);

private:
    void addLosses(Proposals& proposals, const at::Tensor& scores, const at::Tensor& deltas, const at::Tensor& anchors,
                   const std::vector<Truth>& truths) const;
    at::Tensor chosen(const at::Tensor& scores, const at::Tensor& deltas, const at::Tensor& anchors,
                      const ImageSize& size, bool training) const;

    spec::DetectorSpec spec_;
    BoxCoding coding_;
    std::int64_t stride_;
    torch::nn::Conv2d convolution_{nullptr}, score_{nullptr}, delta_{nullptr};
};
TORCH_MODULE(ProposalNetwork);

}  // namespace isonet::model
