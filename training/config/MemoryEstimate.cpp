#include "training/config/MemoryEstimate.h"

#include <algorithm>

#include "model/spec/DetectorPlan.h"
#include "model/spec/NetworkPlan.h"
#include "model/spec/Recomputation.h"
#include "training/config/Passes.h"

namespace isonet::config {
namespace {

// For detection: the backbone at the maximum image size, with its branches in place of the classifier.
spec::NetworkPlan trainedPlan(const RunConfig& config) {
    if (!isDetection(config))
        return spec::plan(config.model, penaltyInForce(config));
    return spec::detectorPlan(config.model, config.detection.detector, config.penalty, config.detection.shortSide,
                              config.detection.longSide)
        .network;
}

}  // namespace

double trainingBytes(const RunConfig& config, bool onGpu) {
    const auto plan = trainedPlan(config);
    const bool half = config.run.precision == Precision::BFloat16 || config.run.precision == Precision::Float16;
    const double bytesPerValue = half ? 2 : 4;
    double largest = 0, correlation = 0;
    for (const auto& layer : plan.convolutions) {
        largest = std::max(largest, double(layer.out.channels) * layer.out.height * layer.out.width);
        const double channels = double(std::min(layer.outputs, layer.inputs)) / layer.groups;
        const double shifts = double(2 * layer.kernel.height - 1) * (2 * layer.kernel.width - 1);
        if (layer.penalized)
            correlation += layer.groups * channels * channels * shifts;
    }
    const std::int64_t all = config.run.batchSize;
    const double batch = double(onGpu ? all : imagesPerPass(config, all));
    const double kept = double(spec::activationBytes(plan, config.run.checkpointActivations));
    const double outputs = batch * kept * bytesPerValue / 4;
    // Weights, gradients and momentum; AdamW's squares; the average and its copy during evaluations.
    const double copies =
        3 + (config.optimizer.kind == OptimizerKind::AdamW ? 1 : 0) + (config.optimizer.averageDecay > 0 ? 2 : 0);
    return copies * 4.0 * double(plan.parameters) + 1.1 * outputs + 2 * batch * largest * bytesPerValue +
           4 * correlation + (onGpu ? 0.6e9 : 0.2e9);
}

}  // namespace isonet::config
