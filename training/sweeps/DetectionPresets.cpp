#include "training/sweeps/DetectionPresets.h"

#include "training/sweeps/PaperTables.h"

namespace isonet::sweeps {
namespace {

// A smoke test of a few minutes: trains from scratch and overfits the first eight training images, on which it is also
// evaluated.
Preset small() {
    Preset preset;
    config::RunConfig& c = preset.config;
    c = findPaperTable("table6")->rows.back().config;  // R-ISONet
    c.model.depth = 18;
    c.data.trainImages = c.data.validationImages = 8;
    c.data.flip = false;  // images are to be memorized unchanged
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
    c.detection.detector.regionPositiveShare = 0.5;  // as many regions for masks as for boxes
    c.detection.detector.hiddenFeatures = 256;
    c.detection.detector.maskChannels = 64;
    c.run.epochs = 10;
    preset.name = c.run.name = "detect-small";
    preset.title = "Small R-ISONet-18 detector";
    preset.description = "Overfits eight images, on which it is also evaluated, in minutes on two CPU cores.";
    preset.networkOnly = true;
    return preset;
}

}  // namespace

std::vector<Preset> detectionPresets() {
    return {small()};
}

}  // namespace isonet::sweeps
