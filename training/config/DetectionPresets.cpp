#include "training/config/DetectionPresets.h"

#include "training/config/Experiment.h"

namespace isonet::config {
namespace {

// It starts from nothing and learns the first eight training images by heart, which it is evaluated on too: a check of
// the whole within minutes.
Preset small() {
    Preset preset;
    RunConfig& c = preset.config;
    c = findPaperTable("table6")->rows.back().config;  // R-ISONet
    c.model.depth = 18;
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
    return {small()};
}

}  // namespace isonet::config
