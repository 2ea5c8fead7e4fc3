#include "model/spec/DetectorPlan.h"

#include <algorithm>
#include <cmath>

namespace isonet::spec {
namespace {

constexpr std::int64_t boxGrid = 7, maskGrid = 14, maskSize = 28;  // as in model/detection/RegionHeads.h
constexpr std::int64_t numberBytes = 4;

std::int64_t convolution(std::int64_t inputs, std::int64_t outputs, std::int64_t kernel) {
    return (inputs * kernel * kernel + 1) * outputs;
}

HeadPlan proposalsOf(const DetectorSpec& spec, const Shape3& map, std::int64_t anchorsEach) {
    const std::int64_t hidden = spec.proposalChannels > 0 ? spec.proposalChannels : map.channels;
    const std::int64_t places = std::int64_t{map.height} * map.width;
    HeadPlan head;
    head.parameters = convolution(map.channels, hidden, 3) + convolution(hidden, 5 * anchorsEach, 1);
    head.flops = 2 * places * (hidden * map.channels * 9 + 5 * hidden * anchorsEach);
    head.keptBytes = numberBytes * places * (hidden + 5 * anchorsEach);
    return head;
}

HeadPlan boxOf(const DetectorSpec& spec, const Shape3& map, std::int64_t categories) {
    const std::int64_t seen = map.channels * boxGrid * boxGrid, hidden = spec.hiddenFeatures;
    const std::int64_t predictions = 5 * categories + 1;  // class scores including background, and one box per category
    HeadPlan head;
    head.parameters = (seen + 1) * hidden + (hidden + 1) * hidden + (hidden + 1) * predictions;
    head.flops = (seen * hidden + hidden * hidden + hidden * predictions) * spec.proposalsAfterTest * 2;
    head.keptBytes = numberBytes * spec.regionSamples * (seen + 2 * hidden + predictions);
    return head;
}

HeadPlan maskOf(const DetectorSpec& spec, const Shape3& map, std::int64_t categories) {
    const std::int64_t channels = spec.maskChannels, cells = maskGrid * maskGrid, pixels = maskSize * maskSize;
    HeadPlan head;
    head.parameters = convolution(map.channels, channels, 3) + 3 * convolution(channels, channels, 3) +
                      convolution(channels, channels, 2) + convolution(channels, categories, 1);
    head.flops = (cells * 9 * channels * (map.channels + 3 * channels) + pixels * channels * (channels + categories)) *
                 spec.detections * 2;
    const auto positive = static_cast<std::int64_t>(std::ceil(spec.regionSamples * spec.regionPositiveShare));
    head.keptBytes =
        numberBytes * positive * (cells * (map.channels + 4 * channels) + pixels * (channels + categories));
    return head;
}

}  // namespace

ModelSpec backboneSpec(ModelSpec model, const DetectorSpec& detector) {
    model.classes = std::max(model.classes, 2);
    model.dilated = detector.dilated;
    return model;
}

DetectorPlan detectorPlan(const ModelSpec& model, const DetectorSpec& detector, const PenaltySpec& penalty, int height,
                          int width) {
    ModelSpec seen = backboneSpec(model, detector);
    seen.height = height;
    seen.width = width;
    DetectorPlan plan;
    plan.network = backbonePlan(seen, penalty, detector.frozenStages);
    NetworkPlan& network = plan.network;
    plan.features = network.stages[network.stages.size() - 2].out;
    const auto anchorsEach = static_cast<std::int64_t>(detector.anchorSizes.size() * detector.anchorRatios.size());
    plan.anchors = anchorsEach * plan.features.height * plan.features.width;
    plan.proposals = proposalsOf(detector, plan.features, anchorsEach);
    plan.box = boxOf(detector, plan.features, model.classes);
    if (detector.masks)
        plan.mask = maskOf(detector, plan.features, model.classes);
    StagePlan& head = network.stages.back();
    head.out = {model.classes, 1, 1};
    for (const HeadPlan& each : {plan.proposals, plan.box, plan.mask}) {
        head.parameters += each.parameters;
        head.flops += each.flops;
        network.activationBytes += each.keptBytes;
    }
    network.parameters += head.parameters;
    network.flops += head.flops;
    return plan;
}

}  // namespace isonet::spec
