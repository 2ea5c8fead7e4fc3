// One optimiser step: forward, cross entropy + gamma * penalty, backward, update. The training loop and the benchmarks
// run this same object.
#pragma once

#include <torch/types.h>

#include <string>
#include <vector>

#include "model/isometry/Penalty.h"
#include "model/layers/Network.h"
#include "training/config/RunConfig.h"
#include "training/data/Loader.h"
#include "training/engine/Precision.h"
#include "training/engine/Sgd.h"

namespace isonet::training {

// On the device, without having waited for it. Of the weights before the update.
struct StepResult {
    at::Tensor numbers;       // (3) float32: mean cross entropy, penalty P, correct answers
    at::Tensor deviations;    // (L) float32: d^2 / 2 per measured layer; undefined where not asked for
    bool hasPenalty = false;  // numbers[1] was computed
};

// Puts a network on a device with its kernels channels-last, the layout the convolutions run fastest in.
void placeNetwork(model::Network& network, const at::Device& device);

class TrainingStep {
public:
    // The network must be placed already; it is shared, not copied.
    TrainingStep(model::Network network, const config::RunConfig& config, const at::Device& device);

    StepResult run(const Batch& batch, double learningRate, bool measureDeviations);

    // d^2 / 2 of each measured layer for the present weights.
    at::Tensor measureDeviations() const { return measuring_.measure(); }
    const std::vector<std::string>& measuredLayers() const { return measuring_.layers(); }
    bool penaltyInLoss() const { return gamma_ > 0; }

    Sgd& optimizer() { return optimizer_; }
    LossScaler& scaler() { return scaler_; }

private:
    model::Network network_;
    at::Device device_;
    config::Precision precision_;
    double gamma_;              // 0 where there is no penalty
    model::Penalty penalty_;    // of the loss
    model::Penalty measuring_;  // the deviation's own definition: convolutional, own stride, every layer but the stem
    bool shared_;               // the two compute the same numbers
    Sgd optimizer_;
    LossScaler scaler_;
};

}  // namespace isonet::training
