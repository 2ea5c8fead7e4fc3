#include "model/detection/ProposalNetwork.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "model/detection/Anchors.h"
#include "model/detection/Matching.h"
#include "model/detection/Operators.h"
#include "model/detection/RegionLosses.h"

namespace isonet::model {
namespace {

torch::nn::Conv2d convolution(std::int64_t inputs, std::int64_t outputs, std::int64_t kernel) {
    constexpr double deviation = 0.01;
    torch::nn::Conv2d layer(torch::nn::Conv2dOptions(inputs, outputs, kernel).padding(kernel / 2));
    const torch::NoGradGuard noGrad;
    layer->weight.normal_(0, deviation);
    layer->bias.zero_();
    return layer;
}

}  // namespace

ProposalNetworkImpl::ProposalNetworkImpl(const spec::DetectorSpec& spec, std::int64_t channels, std::int64_t stride)
    : spec_(spec), coding_{spec.proposalCoding}, stride_(stride) {
    const auto anchors = static_cast<std::int64_t>(spec.anchorSizes.size() * spec.anchorRatios.size());
    const std::int64_t hidden = spec.proposalChannels > 0 ? spec.proposalChannels : channels;
    convolution_ = register_module("conv", convolution(channels, hidden, 3));
    score_ = register_module("score", convolution(hidden, anchors, 1));
    delta_ = register_module("delta", convolution(hidden, 4 * anchors, 1));
}

Proposals ProposalNetworkImpl::forward(const at::Tensor& features, const std::vector<ImageSize>& sizes,
                                       const std::vector<Truth>* truths) {
    const std::int64_t images = features.size(0), height = features.size(2), width = features.size(3);
    const at::Tensor hidden = convolution_(features).relu_();
    const at::Tensor scores = score_(hidden).to(at::kFloat).permute({0, 2, 3, 1}).reshape({images, -1});
    const at::Tensor deltas = delta_(hidden)
                                  .to(at::kFloat)
                                  .view({images, -1, 4, height, width})
                                  .permute({0, 3, 4, 1, 2})
                                  .reshape({images, -1, 4});
    const at::Tensor anchors = gridAnchors(cellAnchors(spec_).to(features.device()), height, width, stride_);
    Proposals proposals;
    for (std::int64_t i = 0; i < images; ++i)
        proposals.boxes.push_back(chosen(scores[i].detach(), deltas[i].detach(), anchors,
                                         sizes[static_cast<std::size_t>(i)], truths != nullptr));
    if (truths)
        addLosses(proposals, scores, deltas, anchors, *truths);
    return proposals;
}

at::Tensor ProposalNetworkImpl::chosen(const at::Tensor& scores, const at::Tensor& deltas, const at::Tensor& anchors,
                                       const ImageSize& size, bool training) const {
    const at::NoGradGuard noGrad;
    const std::int64_t before = training ? spec_.proposalsBeforeTrain : spec_.proposalsBeforeTest;
    const std::int64_t after = training ? spec_.proposalsAfterTrain : spec_.proposalsAfterTest;
    const auto [best, index] = scores.topk(std::min(before, scores.size(0)));
    at::Tensor boxes = coding_.decode(deltas.index_select(0, index), anchors.index_select(0, index));
    boxes = clippedBoxes(boxes, size);
    const at::Tensor whole = nonEmptyBoxes(boxes);
    boxes = boxes.index_select(0, whole);
    const at::Tensor kept = suppressed(boxes, best.index_select(0, whole), spec_.proposalSuppression);
    return boxes.index_select(0, kept.slice(0, 0, after));
}

void ProposalNetworkImpl::addLosses(Proposals& proposals, const at::Tensor& scores, const at::Tensor& deltas,
                                    const at::Tensor& anchors, const std::vector<Truth>& truths) const {
    at::Tensor objectness = scores.sum() * 0, box = deltas.sum() * 0;
    for (std::size_t i = 0; i < truths.size(); ++i) {
        const auto image = static_cast<std::int64_t>(i);
        const Truth& truth = truths[i];
        BoxMatch match =
            matchBoxes(boxOverlaps(truth.boxes, anchors), spec_.proposalPositive, spec_.proposalNegative, true);
        ignoreCrowds(match.role, anchors, truth.crowds, spec_.crowdOverlap);
        const BoxSample sample = sampleBoxes(match.role, spec_.proposalSamples, spec_.proposalPositiveShare);
        const at::Tensor seen = sample.all();
        const at::Tensor wanted = match.role.index_select(0, seen).to(at::kFloat);
        objectness = objectness + at::binary_cross_entropy_with_logits(scores[image].index_select(0, seen), wanted, {},
                                                                       {}, at::Reduction::Sum);
        if (sample.objects.size(0) > 0) {
            const at::Tensor target = truth.boxes.index_select(0, match.object.index_select(0, sample.objects));
            box = box + boxError(deltas[image].index_select(0, sample.objects),
                                 coding_.encode(target, anchors.index_select(0, sample.objects)), spec_.smoothing);
        }
    }
    const double count = static_cast<double>(spec_.proposalSamples) * static_cast<double>(truths.size());
    proposals.objectness = objectness / count;
    proposals.box = box / count;
}

}  // namespace isonet::model
