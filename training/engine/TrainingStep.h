// One optimiser step: loss of the task + gamma * penalty, backward, update. The training loop and the benchmarks run
// this same object.
#pragma once

#include <torch/types.h>

#include <memory>
#include <string>
#include <vector>

#include "training/config/RunConfig.h"
#include "training/engine/Precision.h"
#include "training/engine/Sgd.h"
#include "training/engine/StepGraph.h"
#include "training/engine/Task.h"
#include "training/engine/distributed/Group.h"
#include "training/engine/distributed/SharedPenalty.h"

namespace isonet::training {

// On the device, without having waited for it. Of the weights before the update.
struct StepResult {
    at::Tensor numbers;       // (2 + K) float32: mean loss of the task, penalty P, the task's K parts
    at::Tensor deviations;    // (L) float32: d^2 / 2 per measured layer; undefined where not asked for
    bool hasPenalty = false;  // numbers[1] was computed
    std::int64_t passes = 1;  // through the network and back, whose mean gradient it was
};

class TrainingStep {
public:
    // The task must outlive it. Throws std::invalid_argument where a CUDA graph is asked for on another device.
    TrainingStep(Task& task, const config::RunConfig& config, const at::Device& device);

    // One update from the mean gradient of `batches` (gradient accumulation; usually one). With a graph the result is
    // valid until the next call.
    StepResult run(const std::vector<TaskBatch>& batches, double learningRate, bool measureDeviations);

    // d^2 / 2 of each measured layer for the present weights. With others: called by all.
    at::Tensor measureDeviations() const;
    const std::vector<std::string>& measuredLayers() const { return measuring_.layers(); }
    bool penaltyInLoss() const { return gamma_ > 0; }
    void setPenaltyCoefficient(double gamma);  // no effect where the configuration has no penalty

    Sgd& optimizer() { return optimizer_; }
    LossScaler& scaler() { return scaler_; }

    // Records and replays the steps from here on; nullptr: no more.
    using MakeGraph = std::function<std::unique_ptr<model::DeviceGraph>()>;
    void useGraph(MakeGraph make);

private:
    // Adds up the gradients of the loss; gives what was measured.
    StepResult accumulate(const DeviceBatches& batches, bool measureDeviations);
    // The loss with gamma P; `penalty` and `deviations`: what became known of them, without a graph.
    at::Tensor withPenalty(const at::Tensor& loss, bool measureDeviations, at::Tensor& penalty, at::Tensor& deviations);
    // Unscales, clips and updates; the rate as a number or on the device.
    template <typename Rate>
    void update(const Rate& learningRate);

    // Of this rank and of all ranks: the means of what each has measured.
    void share(StepResult& result);

    Task& task_;
    at::Device device_;
    distributed::Group* const group_;     // null: alone
    bool penalised_;                      // the configuration has a penalty
    double gamma_;                        // 0 where there is none
    double clipNorm_;                     // 0: no clipping
    distributed::SharedPenalty penalty_;  // of the loss
    distributed::SharedPenalty
        measuring_;  // the deviation's own definition: convolutional, own stride, every layer but the stem
    bool shared_;    // the two compute the same numbers
    std::unique_ptr<distributed::GradientAverager> averager_;
    Sgd optimizer_;
    LossScaler scaler_;
    MakeGraph makeGraph_;
    std::unique_ptr<StepGraph> graph_;  // made at the first step; anew where what is recorded no longer holds
    StepResult graphResult_;
};

}  // namespace isonet::training
