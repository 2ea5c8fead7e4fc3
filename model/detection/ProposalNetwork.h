// The region proposal network: which anchors of a feature map show anything, and the boxes around it.
//
// A 3x3 convolution and two 1x1 ones give each anchor a score and a box relative to it. Losses: binary cross entropy of
// the scores, and the boxes' errors of the anchors that show an object, both summed over a random choice of anchors and
// divided by the number asked for. Source: Ren et al., "Faster R-CNN" (2015).
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
    std::vector<at::Tensor> boxes;  // of each image (K, 4), by falling score, without a graph
    at::Tensor objectness, box;     // losses, where the truth was given
};

class ProposalNetworkImpl : public torch::nn::Module {
public:
    // Initialised from torch's default generator: weights normal with deviation 0.01, as published.
    ProposalNetworkImpl(const spec::DetectorSpec& spec, std::int64_t channels, std::int64_t stride);

    // features (N, C, H, W); the sizes of the images without padding; their truth in training, nullptr otherwise.
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
