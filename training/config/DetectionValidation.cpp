#include "training/config/Validation.h"

#include <algorithm>

#include "model/spec/Architecture.h"
#include "model/spec/StageValidation.h"
#include "training/config/ConfigFields.h"

namespace isonet::config {
namespace {

using Problems = std::vector<spec::Problem>;

class Checker {
public:
    void range(const std::string& key, double value, double least, double most, const std::string& unit = {}) {
        if (!(value >= least && value <= most))
            problems.push_back({"detection." + key, key + " is " + numberText(value) + "; accepted: " +
                                                        base::rangeText(numberText(least), numberText(most)) + unit});
    }
    // The same for each value; an empty list is invalid.
    void each(const std::string& key, const std::vector<double>& values, double least, double most) {
        if (values.empty())
            problems.push_back({"detection." + key, key + " is empty; accepted: one or more numbers from " +
                                                        base::rangeText(numberText(least), numberText(most))});
        for (const double value : values)
            range(key, value, least, most);
    }
    void coding(const std::string& key, const std::vector<double>& weights) {
        each(key, weights, 0.01, 1000);
        if (!weights.empty() && weights.size() != 4)
            problems.push_back({"detection." + key, key + " is a list of " + std::to_string(weights.size()) +
                                                        "; accepted: four numbers, for dx, dy, dw and dh"});
    }
    void named(const std::string& key, const std::string& value) {
        if (value.empty())
            problems.push_back(
                {"detection." + key, key + " is empty; accepted: a path, absolute or relative to data.root"});
    }
    void add(const std::string& field, const std::string& message) { problems.push_back({field, message}); }

    Problems problems;
};

void checkDetector(Checker& check, const spec::DetectorSpec& d, const spec::ModelSpec& model) {
    constexpr double mostBoxes = 1e6;
    const spec::Architecture parts = spec::described(model);
    const auto stages = static_cast<double>(parts.stages.size() + 1);  // including the stem
    const auto refuseSpaceToDepth = [&](const auto& part, int number) {
        if (part.stride > 1 && part.downsample == spec::Downsampling::SpaceToDepth)
            check.add(spec::partField(number) + ".downsample",
                      "downsample is space_to_depth, which requires sides that its stride divides, but a detector's "
                      "images have any size; accepted: stride, max_pool, avg_pool, blur_pool");
    };
    refuseSpaceToDepth(parts.stem, 0);
    for (std::size_t i = 0; i < parts.stages.size(); ++i)
        refuseSpaceToDepth(parts.stages[i], static_cast<int>(i) + 1);
    check.range("frozen_stages", d.frozenStages, 0, stages, " (0: none, 1: the stem, 2: stem and s1, ...)");
    check.each("anchor_sizes", d.anchorSizes, 1, 8192);
    check.each("anchor_ratios", d.anchorRatios, 0.01, 100);
    check.range("proposal_channels", d.proposalChannels, 0, 8192, " (0: same as the feature map)");
    check.range("proposal_positive", d.proposalPositive, 0, 1);
    check.range("proposal_negative", d.proposalNegative, 0, std::min(1.0, d.proposalPositive), " (proposal_positive)");
    check.range("proposal_samples", d.proposalSamples, 1, mostBoxes);
    check.range("proposal_positive_share", d.proposalPositiveShare, 0, 1);
    check.range("proposals_before_train", d.proposalsBeforeTrain, 1, mostBoxes);
    check.range("proposals_before_test", d.proposalsBeforeTest, 1, mostBoxes);
    check.range("proposals_after_train", d.proposalsAfterTrain, 1, mostBoxes);
    check.range("proposals_after_test", d.proposalsAfterTest, 1, mostBoxes);
    check.range("proposal_suppression", d.proposalSuppression, 0, 1);
    check.range("region_samples", d.regionSamples, 1, mostBoxes);
    check.range("region_positive_share", d.regionPositiveShare, 0, 1);
    check.range("region_positive", d.regionPositive, 0, 1);
    check.range("hidden_features", d.hiddenFeatures, 1, 65536);
    check.range("mask_channels", d.maskChannels, 1, 8192);
    check.range("crowd_overlap", d.crowdOverlap, 0, 1);
    check.range("smoothing", d.smoothing, 0, 100, " (0: absolute error)");
    check.coding("proposal_coding", d.proposalCoding);
    check.coding("region_coding", d.regionCoding);
    check.range("score_threshold", d.scoreThreshold, 0, 1);
    check.range("suppression", d.suppression, 0, 1);
    check.range("detections", d.detections, 1, mostBoxes);
    check.range("mask_threshold", d.maskThreshold, 0, 1);
}

}  // namespace

Problems validateDetection(const RunConfig& config) {
    Checker check;
    const auto& detection = config.detection;
    checkDetector(check, detection.detector, config.model);
    check.named("train_annotations", detection.trainAnnotations);
    check.named("train_images", detection.trainImages);
    check.named("validation_annotations", detection.validationAnnotations);
    check.named("validation_images", detection.validationImages);
    check.range("short_side", detection.shortSide, 32, 8192, " pixels");
    check.range("long_side", detection.longSide, detection.shortSide, 16384, " pixels");
    check.range("epoch_batches", static_cast<double>(detection.epochBatches), 0, 1e9, " (0: one pass)");
    if (config.model.classes < 1)  // a classifier needs at least 2
        check.add("model.classes", "classes is " + std::to_string(config.model.classes) +
                                       "; accepted: at least 1, the number of categories");
    if (config.model.channels != 3)
        check.add("model.channels",
                  "channels is " + std::to_string(config.model.channels) + "; accepted for detection: 3");
    if (config.data.mixup != 0)
        check.add("data.mixup", "mixup is " + numberText(config.data.mixup) + "; accepted for detection: 0");
    if (config.optimizer.labelSmoothing != 0)
        check.add("optimizer.label_smoothing",
                  "label_smoothing is " + numberText(config.optimizer.labelSmoothing) + "; accepted for detection: 0");
    if (config.run.cudaGraph)
        check.add("run.cuda_graph", "cuda_graph is true; accepted for detection: false, because image sizes vary");
    return check.problems;
}

}  // namespace isonet::config
