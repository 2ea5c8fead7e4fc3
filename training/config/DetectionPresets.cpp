#include "training/config/DetectionPresets.h"

namespace isonet::config {
namespace {

// Section 3.4 and what it follows (detectron2): 16 images an update, two of them at a time on each of eight GPUs,
// 90,000 updates, a tenth of the rate after 60,000 and 80,000, 1,000 of warm-up. On one device the 16 come in eight
// batches; an epoch here is 5,000 updates.
RunConfig tableSix(bool isometric, int depth) {
    RunConfig c;
    c.model.family = spec::Family::ImageNet;
    c.model.depth = depth;
    c.model.channels = 3;
    c.model.height = c.model.width = 224;
    c.model.classes = 80;
    c.model.shortcut = true;
    c.penalty.coefficient = 0;
    if (isometric) {
        c.model.multiplier = spec::ResidualMultiplier::Scalar;
    } else {
        c.model.normalization = spec::Normalization::Batch;
        c.model.activation = spec::Activation::ReLU;
        c.model.initialization = spec::Initialization::Kaiming;
        c.penalty.kind = spec::PenaltyKind::None;
    }
    c.data.dataset = "coco";
    c.optimizer.learningRate = 0.01;
    c.optimizer.accumulateBatches = 8;
    c.schedule.milestones = {12, 16};
    c.schedule.warmupEpochs = 0.2;
    c.detection.epochBatches = 40000;
    c.run.epochs = 18;
    c.run.batchSize = 2;
    return c;
}

Preset paper(bool isometric, int depth, const char* boxes, const char* masks) {
    Preset preset;
    preset.config = tableSix(isometric, depth);
    preset.name = std::string("table6-") + (isometric ? "r-isonet-" : "resnet-") + std::to_string(depth);
    preset.title = "Table 6: " + std::string(isometric ? "R-ISONet-" : "ResNet-") + std::to_string(depth);
    preset.description = std::string("Detection on COCO, ") + boxes + " box AP and " + masks +
                         " mask AP in the paper, from ImageNet weights (detection.weights).";
    preset.table = "table6";
    preset.row = preset.name.substr(preset.table.size() + 1);
    preset.networkOnly = true;
    preset.config.run.name = preset.name;
    return preset;
}

// It starts from nothing and learns the first eight training images by heart, which it is evaluated on too: a check of
// the whole within minutes.
Preset small() {
    Preset preset;
    RunConfig& c = preset.config;
    c = tableSix(true, 18);
    c.data.trainImages = c.data.validationImages = 8;
    c.data.flip = false;  // by heart, so as they are
    c.detection.validationAnnotations = c.detection.trainAnnotations;
    c.detection.validationImages = c.detection.trainImages;
    c.optimizer.accumulateBatches = 1;
    c.optimizer.clipNorm = 10;
    c.schedule.milestones = {7, 9};
    c.schedule.warmupEpochs = 0.5;
    c.telemetry.scalarSteps = 20;
    c.telemetry.spectrumSteps = 0;
    c.detection.epochBatches = 100;
    c.detection.shortSide = 192;
    c.detection.longSide = 320;
    c.detection.detector.frozenStages = 0;
    c.detection.detector.anchorSizes = {16, 32, 64, 128, 256};
    c.detection.detector.proposalChannels = 128;
    c.detection.detector.proposalsBeforeTrain = 1000;
    c.detection.detector.proposalsBeforeTest = 1000;
    c.detection.detector.proposalsAfterTrain = 200;
    c.detection.detector.proposalsAfterTest = 200;
    c.detection.detector.regionSamples = 64;
    c.detection.detector.regionPositiveShare = 0.5;  // as many for the masks as for the boxes
    c.detection.detector.hiddenFeatures = 256;
    c.detection.detector.maskChannels = 64;
    c.run.epochs = 10;
    preset.name = c.run.name = "detect-small";
    preset.title = "Small R-ISONet-18 detector";
    preset.description = "Learns eight images by heart, evaluated on the same, within minutes on two processor cores.";
    preset.networkOnly = true;
    return preset;
}

}  // namespace

std::vector<Preset> detectionPresets() {
    return {paper(false, 34, "35.0", "32.2"), paper(true, 34, "36.2", "33.0"), paper(false, 50, "37.0", "33.9"),
            paper(true, 50, "37.3", "34.4"), small()};
}

}  // namespace isonet::config
