// What the detector adds to a network, as plain data: Faster R-CNN with a mask branch on the last feature map. No torch
// header.
//
// Defaults: the field's usual values for the "dilated conv5" variant, as detectron2 (Wu et al., 2019), whose settings
// the paper's section 3.4 follows. Sources: Ren et al., "Faster R-CNN" (2015); He et al., "Mask R-CNN" (2017); Dai et
// al., "Deformable convolutional networks" (2017) for the dilated last stage.
#pragma once

#include <vector>

namespace isonet::spec {

struct DetectorSpec {
    // Backbone
    bool dilated = true;              // the last stage has stride 1 and dilation 2: one feature in 16 pixels, not in 32
    int frozenStages = 2;             // the first ones keep their weights: 0 none, 1 the stem, 2 stem and s1, ...
    bool frozenNormalization = true;  // BatchNorm keeps its statistics, weights and biases
    bool masks = true;                // with the mask branch: instance segmentation

    // Anchors, at every feature: boxes of area size^2 and height / width = ratio
    std::vector<double> anchorSizes{32, 64, 128, 256, 512};  // pixels of the resized image
    std::vector<double> anchorRatios{0.5, 1, 2};

    // Region proposal network
    int proposalChannels = 0;            // of its 3x3 convolution; 0: as many as the feature map has
    double proposalPositive = 0.7;       // overlap with an object from which an anchor shows it
    double proposalNegative = 0.3;       // below it shows background; between, neither
    int proposalSamples = 256;           // anchors an image that are trained on
    double proposalPositiveShare = 0.5;  // at most
    int proposalsBeforeTrain = 12000, proposalsBeforeTest = 6000;  // the best, before suppression
    int proposalsAfterTrain = 2000, proposalsAfterTest = 1000;     // and after
    double proposalSuppression = 0.7;                              // overlap above which the weaker one is dropped

    // Box and mask branches
    int regionSamples = 512;  // proposals an image that are trained on
    double regionPositiveShare = 0.25;
    double regionPositive = 0.5;  // overlap from which a proposal shows the object, and below which background
    int hiddenFeatures = 1024;    // of the two fully connected layers
    int maskChannels = 256;
    double crowdOverlap = 0.7;  // anchors and proposals with this part of theirs in a crowd are not background
    double smoothing = 0;       // |error| up to which a box loss is quadratic; 0: the absolute error

    // Box coding: what dx, dy, dw and dh of a box from its anchor, and from its proposal, are multiplied by
    std::vector<double> proposalCoding{1, 1, 1, 1}, regionCoding{10, 10, 5, 5};

    // What is given as found
    double scoreThreshold = 0.05;
    double suppression = 0.5;  // within a category
    int detections = 100;      // at most, an image
    double maskThreshold = 0.5;

    bool operator==(const DetectorSpec&) const = default;
};

}  // namespace isonet::spec
