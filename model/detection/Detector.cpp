#include "model/detection/Detector.h"

#include <ATen/ATen.h>

#include "model/detection/Matching.h"
#include "model/detection/Operators.h"
#include "model/detection/RegionLosses.h"
#include "model/layers/Freezing.h"
#include "model/spec/DetectorPlan.h"

namespace isonet::model {
namespace {

// (K, 4) -> (K, 5) with the image index first.
at::Tensor numbered(const at::Tensor& boxes, std::int64_t image) {
    return at::cat({at::full({boxes.size(0), 1}, image, boxes.options()), boxes}, 1);
}

}  // namespace

DetectorImpl::DetectorImpl(const spec::ModelSpec& model, const spec::DetectorSpec& spec)
    : torch::nn::Module("Detector"), spec_(spec), coding_{spec.regionCoding}, categories_(model.classes) {
    loadDetectionOperators();
    backbone_ = register_module("backbone", Network(spec::backboneSpec(model, spec_)));
    freezeBackbone(backbone_, spec_);
    const std::int64_t stride = featureStride(backbone_);
    const std::int64_t channels = backbone_->plan().blocks.back().outputs;
    scale_ = 1.0 / static_cast<double>(stride);
    proposals_ = register_module("proposals", ProposalNetwork(spec_, channels, stride));
    box_ = register_module("box", BoxHead(spec_, channels, categories_));
    if (spec_.masks)
        mask_ = register_module("mask", MaskHead(spec_, channels, categories_));
}

void DetectorImpl::train(bool on) {
    torch::nn::Module::train(on);
    if (spec_.frozenNormalization)
        holdNormalization(*backbone_);
}

DetectionLosses DetectorImpl::losses(const at::Tensor& images, const std::vector<ImageSize>& sizes,
                                     const std::vector<Truth>& truths) {
    TORCH_CHECK(images.size(0) == static_cast<std::int64_t>(sizes.size()) && sizes.size() == truths.size(),
                "Detector: ", images.size(0), " images with ", sizes.size(), " sizes and ", truths.size(), " truths");
    const at::Tensor features = backbone_->features(images);
    const Proposals proposals = proposals_->forward(features, sizes, &truths);
    const Sampled sample = sampled(proposals.boxes, truths);
    const auto answer = box_->forward(roiAlign(features, sample.regions, scale_, boxGrid));
    DetectionLosses losses;
    losses.objectness = proposals.objectness;
    losses.proposalBox = proposals.box;
    losses.category = categoryLoss(answer.logits, sample.labels);
    losses.box = regionBoxLoss(answer.deltas, sample.labels, sample.regions.slice(1, 1, 5), sample.targets, coding_,
                               spec_.smoothing);
    if (mask_)
        losses.mask = maskLosses(features, sample, truths);
    return losses;
}

DetectorImpl::Sampled DetectorImpl::sampled(const std::vector<at::Tensor>& proposals,
                                            const std::vector<Truth>& truths) const {
    const at::NoGradGuard noGrad;
    std::vector<at::Tensor> regions, labels, targets, object;
    std::int64_t before = 0;  // objects of the preceding images
    for (std::size_t i = 0; i < truths.size(); ++i) {
        const Truth& truth = truths[i];
        // Includes ground truth, so that there are correct boxes early in training.
        const at::Tensor boxes = at::cat({proposals[i], truth.boxes});
        BoxMatch match = matchBoxes(boxOverlaps(truth.boxes, boxes), spec_.regionPositive, spec_.regionPositive, false);
        ignoreCrowds(match.role, boxes, truth.crowds, spec_.crowdOverlap);
        const BoxSample sample = sampleBoxes(match.role, spec_.regionSamples, spec_.regionPositiveShare);
        const at::Tensor seen = sample.all(), chosen = match.object.index_select(0, seen);
        regions.push_back(numbered(boxes.index_select(0, seen), static_cast<std::int64_t>(i)));
        object.push_back(chosen + before);
        const bool empty = truth.boxes.size(0) == 0;
        at::Tensor label = empty ? at::full_like(chosen, categories_) : truth.labels.index_select(0, chosen);
        labels.push_back(label.masked_fill(match.role.index_select(0, seen).ne(ObjectRole), categories_));
        targets.push_back(empty ? boxes.index_select(0, seen) : truth.boxes.index_select(0, chosen));
        before += truth.boxes.size(0);
    }
    return {at::cat(regions), at::cat(labels), at::cat(targets), at::cat(object)};
}

at::Tensor DetectorImpl::maskLosses(const at::Tensor& features, const Sampled& sample,
                                    const std::vector<Truth>& truths) {
    const at::Tensor objects = sample.labels.lt(categories_).nonzero().flatten();
    const at::Tensor regions = sample.regions.index_select(0, objects);
    const at::Tensor labels = sample.labels.index_select(0, objects);
    const at::Tensor logits = mask_->forward(roiAlign(features, regions, scale_, maskGrid));
    if (objects.size(0) == 0)
        return maskLoss(logits, labels, {});
    std::vector<at::Tensor> masks;
    for (const Truth& truth : truths) {
        TORCH_CHECK(truth.masks.defined(), "Detector: the mask branch needs masks, but an image has none");
        masks.push_back(truth.masks);
    }
    const at::Tensor targets =
        maskTargets(at::cat(masks), regions.slice(1, 1, 5), sample.object.index_select(0, objects), maskSize);
    return maskLoss(logits, labels, targets);
}

std::vector<Found> DetectorImpl::detect(const at::Tensor& images, const std::vector<ImageSize>& sizes) {
    TORCH_CHECK(images.size(0) == static_cast<std::int64_t>(sizes.size()), "Detector: ", images.size(0),
                " images with ", sizes.size(), " sizes");
    const at::NoGradGuard noGrad;
    const at::Tensor features = backbone_->features(images);
    const Proposals proposals = proposals_->forward(features, sizes, nullptr);
    std::vector<Found> all;
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        const auto image = static_cast<std::int64_t>(i);
        const at::Tensor& boxes = proposals.boxes[i];
        const auto answer = box_->forward(roiAlign(features, numbered(boxes, image), scale_, boxGrid));
        all.push_back(found(answer.logits, answer.deltas, boxes, sizes[i]));
        if (mask_)
            addMasks(all.back(), features, image);
    }
    return all;
}

Found DetectorImpl::found(const at::Tensor& logits, const at::Tensor& deltas, const at::Tensor& proposals,
                          const ImageSize& size) const {
    const at::Tensor scores = logits.softmax(1).slice(1, 0, categories_);
    const at::Tensor boxes = clippedBoxes(coding_.decode(deltas, proposals).reshape({-1, 4}), size);
    // A region can have several categories: (region, category) pairs above the threshold.
    const at::Tensor flat = scores.reshape({-1});
    const at::Tensor pairs = flat.gt(spec_.scoreThreshold).nonzero().flatten();
    Found found;
    found.boxes = boxes.index_select(0, pairs);
    found.scores = flat.index_select(0, pairs);
    found.labels = pairs.remainder(categories_);
    const at::Tensor kept =
        suppressedByGroup(found.boxes, found.scores, found.labels, spec_.suppression).slice(0, 0, spec_.detections);
    found.boxes = found.boxes.index_select(0, kept);
    found.scores = found.scores.index_select(0, kept);
    found.labels = found.labels.index_select(0, kept);
    return found;
}

void DetectorImpl::addMasks(Found& found, const at::Tensor& features, std::int64_t image) {
    if (found.boxes.size(0) == 0) {
        found.masks = at::empty({0, maskSize, maskSize}, found.boxes.options());
        return;
    }
    const at::Tensor logits = mask_->forward(roiAlign(features, numbered(found.boxes, image), scale_, maskGrid));
    const at::Tensor index = found.labels.view({-1, 1, 1, 1}).expand({-1, 1, maskSize, maskSize});
    found.masks = logits.gather(1, index).squeeze(1).sigmoid();
}

}  // namespace isonet::model
