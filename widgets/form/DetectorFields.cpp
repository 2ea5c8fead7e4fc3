#include "widgets/form/DetectorFields.h"

#include "widgets/form/ListFields.h"

namespace isonet::widgets {

using config::RunConfig;
using spec::DetectorSpec;

namespace {

void addDetectorReal(FormFieldMaker& m, const char* key, const QString& label, double DetectorSpec::*member,
                     const QString& tooltip) {
    m.number(
        key, label, [member](RunConfig & c) -> auto& { return c.detection.detector.*member; }, tooltip);
}

void addDetectorCount(FormFieldMaker& m, const char* key, const QString& label, int DetectorSpec::*member,
                      const QString& tooltip, int minimum = 1, const QString& zeroText = {}) {
    m.integer(
        key, label, [member](RunConfig & c) -> auto& { return c.detection.detector.*member; }, minimum, 1000000,
        tooltip, {}, zeroText);
}

void addDetectorNumbers(FormFieldMaker& m, const char* key, const QString& label,
                        std::vector<double> DetectorSpec::*member, const QString& tooltip, const QString& placeholder) {
    ListFields::addNumbers(
        m, key, label, [member](RunConfig & c) -> auto& { return c.detection.detector.*member; }, tooltip, placeholder);
}

}  // namespace

void DetectorFields::add(FormFieldMaker& m) {
    addAnchors(m);
    addProposals(m);
    addRegions(m);
    addDetections(m);
}

void DetectorFields::addAnchors(FormFieldMaker& m) {
    using D = DetectorSpec;
    const QString placeholder = tr("at least one number");
    addDetectorNumbers(m, "detection.anchor_sizes", tr("Anchor sizes"), &D::anchorSizes,
                       tr("<b>Anchor sizes</b><br>Side of the square in pixels of the resized image. Every feature "
                          "position has one anchor per size and aspect ratio. Choose sizes that overlap well with the "
                          "objects: smaller images need smaller anchors."),
                       placeholder);
    addDetectorNumbers(m, "detection.anchor_ratios", tr("… aspect ratios"), &D::anchorRatios,
                       tr("<b>Aspect ratios</b><br>Height / width of the anchors at constant area."), placeholder);
    addDetectorCount(m, "detection.proposal_channels", tr("Proposal channels"), &D::proposalChannels,
                     tr("<b>Proposal channels</b><br>Channels of the 3×3 convolution of the region proposal network."),
                     0, tr("as the feature map"));
    addDetectorReal(m, "detection.proposal_positive", tr("Positive IoU"), &D::proposalPositive,
                    tr("<b>Positive anchors</b><br>Anchors with at least this IoU (intersection over union) with an "
                       "object are positive."));
    addDetectorReal(m, "detection.proposal_negative", tr("Negative IoU"), &D::proposalNegative,
                    tr("<b>Negative anchors</b><br>Anchors below this IoU with every object are background. Anchors "
                       "between the two thresholds are ignored."));
    addDetectorCount(m, "detection.proposal_samples", tr("Sampled anchors"), &D::proposalSamples,
                     tr("<b>Sampled anchors</b><br>Anchors drawn at random per image for training."));
    addDetectorReal(m, "detection.proposal_positive_share", tr("… max. positive"), &D::proposalPositiveShare,
                    tr("<b>Maximum positive fraction</b><br>Maximum fraction of positive anchors in the sample."));
}

void DetectorFields::addProposals(FormFieldMaker& m) {
    using D = DetectorSpec;
    addDetectorCount(m, "detection.proposals_before_train", tr("Training proposals"), &D::proposalsBeforeTrain,
                     tr("<b>Proposals before NMS</b><br>Highest-scoring proposals kept before non-maximum suppression "
                        "in training."));
    addDetectorCount(m, "detection.proposals_after_train", tr("… after NMS"), &D::proposalsAfterTrain,
                     tr("<b>Proposals after NMS</b><br>Kept after non-maximum suppression in training."));
    addDetectorCount(m, "detection.proposals_before_test", tr("Test proposals"), &D::proposalsBeforeTest,
                     tr("<b>Proposals before NMS</b><br>Highest-scoring proposals kept before non-maximum suppression "
                        "in evaluation."));
    addDetectorCount(m, "detection.proposals_after_test", tr("… after NMS"), &D::proposalsAfterTest,
                     tr("<b>Proposals after NMS</b><br>Kept after non-maximum suppression in evaluation. Fewer are "
                        "faster but reduce recall."));
    addDetectorReal(m, "detection.proposal_suppression", tr("Proposal NMS IoU"), &D::proposalSuppression,
                    tr("<b>NMS of proposals</b><br>Of two proposals with a higher IoU, the lower-scoring one is "
                       "discarded."));
}

void DetectorFields::addRegions(FormFieldMaker& m) {
    using D = DetectorSpec;
    addDetectorCount(m, "detection.region_samples", tr("Sampled regions"), &D::regionSamples,
                     tr("<b>Sampled regions</b><br>Proposals drawn per image to train the class, box and mask "
                        "branches."));
    addDetectorReal(m, "detection.region_positive_share", tr("… max. positive"), &D::regionPositiveShare,
                    tr("<b>Maximum positive fraction</b><br>Maximum fraction of positive regions in the sample."));
    addDetectorReal(m, "detection.region_positive", tr("Positive IoU"), &D::regionPositive,
                    tr("<b>Positive regions</b><br>Proposals with at least this IoU with an object are positive, "
                       "others are background."));
    addDetectorCount(m, "detection.hidden_features", tr("Hidden features"), &D::hiddenFeatures,
                     tr("<b>Hidden features</b><br>Width of the two fully connected layers before class and box."));
    addDetectorCount(m, "detection.mask_channels", tr("Mask channels"), &D::maskChannels,
                     tr("<b>Mask channels</b><br>Channels of the convolutions in the mask branch."));
    addDetectorReal(m, "detection.crowd_overlap", tr("Crowd overlap"), &D::crowdOverlap,
                    tr("<b>Crowd overlap</b><br>Boxes with at least this fraction of their area inside a crowd region "
                       "are not used as background."));
    addDetectorReal(m, "detection.smoothing", tr("Smooth L1 β"), &D::smoothing,
                    tr("<b>Smooth L1</b><br>The box loss is quadratic below this error and linear above. 0: L1."));
    const QString four = tr("four numbers");
    addDetectorNumbers(m, "detection.proposal_coding", tr("Anchor coding"), &D::proposalCoding,
                       tr("<b>Box coding of anchors</b><br>Weights of the four offsets between proposal and anchor: x, "
                          "y, width, height."),
                       four);
    addDetectorNumbers(m, "detection.region_coding", tr("Region coding"), &D::regionCoding,
                       tr("<b>Box coding of regions</b><br>Weights of the four offsets between detection and proposal. "
                          "Larger weights penalize small errors more."),
                       four);
}

void DetectorFields::addDetections(FormFieldMaker& m) {
    using D = DetectorSpec;
    addDetectorReal(m, "detection.suppression", tr("Detection NMS IoU"), &D::suppression,
                    tr("<b>NMS of detections</b><br>Of two detections of one class with a higher IoU, the "
                       "lower-scoring one is discarded."));
    addDetectorCount(m, "detection.detections", tr("Max. detections"), &D::detections,
                     tr("<b>Maximum detections</b><br>Highest-scoring detections kept per image."));
    addDetectorReal(m, "detection.mask_threshold", tr("Mask threshold"), &D::maskThreshold,
                    tr("<b>Mask threshold</b><br>Pixels with at least this probability belong to the mask."));
}

}  // namespace isonet::widgets
