// Faster R-CNN with a mask branch on the last feature map of a network, "dilated conv5": backbone, proposals, and a
// box and a mask branch on RoIAlign features.
//
// Children: backbone (the network with its published names), proposals, box, mask. Sources: Ren et al., "Faster R-CNN"
// (2015); He et al., "Mask R-CNN" (2017); the paper, section 3.4.
#pragma once

#include <array>

#include "model/detection/Backbone.h"
#include "model/detection/BoxCoding.h"
#include "model/detection/ProposalNetwork.h"
#include "model/detection/RegionHeads.h"

namespace isonet::model {

// Scalars with their graphs. The mask loss is undefined without the branch.
struct DetectionLosses {
    at::Tensor objectness, proposalBox, category, box, mask;
};

// Detections in an image, by descending score. Boxes in pixels of the resized image.
struct Found {
    at::Tensor boxes;   // (K, 4)
    at::Tensor scores;  // (K), probabilities
    at::Tensor labels;  // (K) int64, categories from 0
    at::Tensor masks;   // (K, 28, 28) probabilities over the box; undefined without the branch
};

class DetectorImpl : public torch::nn::Module {
public:
    // Builds the network, initialized from torch's default generator; the categories are the model's classes. Loads
    // torchvision's operators. Throws std::invalid_argument, OperatorsMissing and c10::Error.
    DetectorImpl(const spec::ModelSpec& model, const spec::DetectorSpec& spec);

    // images (N, C, H, W), padded on the right and at the bottom; sizes without padding.
    DetectionLosses losses(const at::Tensor& images, const std::vector<ImageSize>& sizes,
                           const std::vector<Truth>& truths);
    std::vector<Found> detect(const at::Tensor& images, const std::vector<ImageSize>& sizes);  // evaluation mode

    // Frozen BatchNorm stays in evaluation mode.
    void train(bool on = true) override;

    Network& backbone() { return backbone_; }
    const spec::DetectorSpec& spec() const { return spec_; }

private:
    // The sampled regions of all images of a training step.
    struct Sampled {
        at::Tensor regions;  // (R, 5), image index first
        at::Tensor labels;   // (R), background = number of categories
        at::Tensor targets;  // (R, 4) the objects' boxes
        at::Tensor object;   // (R) index of the object among those of all images
    };
    Sampled sampled(const std::vector<at::Tensor>& proposals, const std::vector<Truth>& truths) const;
    at::Tensor maskLosses(const at::Tensor& features, const Sampled& sample, const std::vector<Truth>& truths);
    Found found(const at::Tensor& logits, const at::Tensor& deltas, const at::Tensor& proposals,
                const ImageSize& size) const;
    void addMasks(Found& found, const at::Tensor& features, std::int64_t image);

    spec::DetectorSpec spec_;
    BoxCoding coding_;  // of the box branch
    std::int64_t categories_;
    double scale_;  // features per pixel
    Network backbone_{nullptr};
    ProposalNetwork proposals_{nullptr};
    BoxHead box_{nullptr};
    MaskHead mask_{nullptr};
};
TORCH_MODULE(Detector);

}  // namespace isonet::model
