// Settings of a detector in addition to its network, as plain data: Faster R-CNN with a mask branch on the last feature
// map. No torch header.
//
// Defaults: the usual values for the "dilated conv5" variant, as in detectron2 (Wu et al., 2019), whose settings the
// paper follows in section 3.4. Sources: Ren et al., "Faster R-CNN" (2015); He et al., "Mask R-CNN" (2017); Dai et
// al., "Deformable convolutional networks" (2017) for the dilated last stage.
#pragma once

#include <vector>

namespace isonet::spec {

struct DetectorSpec {
    // Backbone
    bool dilated = true;              // the last stage has stride 1 and dilation 2: a feature stride of 16, not 32
    int frozenStages = 2;             // not trained: 0 none, 1 the stem, 2 the stem and s1, ...
    bool frozenNormalization = true;  // BatchNorm's statistics, weights and biases are fixed
    bool masks = true;                // adds the mask branch: instance segmentation

    // Anchors at every feature: boxes of area size^2 with height / width = ratio
    std::vector<double> anchorSizes{32, 64, 128, 256, 512};  // pixels of the resized image
    std::vector<double> anchorRatios{0.5, 1, 2};

    // Region proposal network
    int proposalChannels = 0;            // of its 3x3 convolution; 0: same as the feature map
    double proposalPositive = 0.7;       // IoU with an object from which an anchor is positive
    double proposalNegative = 0.3;       // IoU below which it is background; ignored in between
    int proposalSamples = 256;           // anchors sampled per image
    double proposalPositiveShare = 0.5;  // maximum
    int proposalsBeforeTrain = 12000, proposalsBeforeTest = 6000;  // top proposals before suppression
    int proposalsAfterTrain = 2000, proposalsAfterTest = 1000;     // top proposals after suppression
    double proposalSuppression = 0.7;  // IoU above which the one with the lower score is dropped

    // Box and mask branches
    int regionSamples = 512;  // proposals sampled per image
    double regionPositiveShare = 0.25;
    double regionPositive = 0.5;  // IoU from which a proposal is positive, else background
    int hiddenFeatures = 1024;    // of the two fully connected layers
    int maskChannels = 256;
    double crowdOverlap = 0.7;  // anchors and proposals with this fraction inside a crowd are not background
    double smoothing = 0;       // |error| below which the box loss is quadratic; 0: L1 loss

    // Box coding: factors of dx, dy, dw and dh relative to the anchor, and relative to the proposal
    std::vector<double> proposalCoding{1, 1, 1, 1}, regionCoding{10, 10, 5, 5};

    // Detections
    double scoreThreshold = 0.05;
    double suppression = 0.5;  // IoU, within a category
    int detections = 100;      // maximum per image
    double maskThreshold = 0.5;

    bool operator==(const DetectorSpec&) const = default;
};

}  // namespace isonet::spec
