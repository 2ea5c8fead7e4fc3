// One optimizer step: loss of the task + gamma * penalty, backward, update. Used by the training loop and the
// benchmarks.
#pragma once

#include <torch/types.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "training/config/RunConfig.h"
#include "training/engine/distributed/Group.h"
#include "training/engine/distributed/SharedPenalty.h"
#include "training/engine/loop/StepGraph.h"
#include "training/engine/optimizer/Optimizers.h"
#include "training/engine/optimizer/WeightAverage.h"
#include "training/engine/runtime/DeviceFeed.h"
#include "training/engine/runtime/Precision.h"
#include "training/engine/tasks/Task.h"

namespace isonet::training {

// Tensors on the device, possibly still being computed. For the weights before the update.
struct StepResult {
    at::Tensor numbers;       // (2 + K) float32: mean loss of the task, penalty P, the task's K parts
    at::Tensor deviations;    // (L) float32: d^2 / 2 per measured layer; undefined if not requested
    bool hasPenalty = false;  // numbers[1] is valid; between the steps of penalty.interval it may not be
    std::int64_t passes = 1;  // forward and backward passes, whose gradients were averaged
};

class TrainingStep {
public:
    // The task must outlive this object. Throws std::invalid_argument for a CUDA graph on another device. `group`: null
    // for a single process.
    TrainingStep(Task& task, const config::RunConfig& config, const at::Device& device,
                 distributed::Group* group = nullptr);

    // Update number `step` (0-based) from the mean gradient of `batches` (gradient accumulation; usually one). With a
    // CUDA graph the result is valid until the next call.
    StepResult run(const std::vector<TaskBatch>& batches, double learningRate, bool measureDeviations,
                   std::int64_t step = 0);

    // After step number `step`, from 1: clips the kernels every penalty.clip_interval steps. Collective.
    void clipKernels(std::int64_t step);

    // d^2 / 2 of each measured layer for the current weights. Collective.
    at::Tensor measureDeviations() const;
    const std::vector<std::string>& measuredLayers() const { return measuring_.layers(); }
    bool penaltyInLoss() const { return gamma_ > 0; }
    void setPenaltyCoefficient(double gamma);  // the one in force (spec::coefficientInForce)

    Optimizer& optimizer() { return *optimizer_; }
    WeightAverage& average() { return average_; }
    LossScaler& scaler() { return scaler_; }

    // Captures and replays the steps from now on; nullptr: stops doing so. A step that cannot be captured is computed
    // without a graph, like all later ones.
    using MakeGraph = std::function<std::unique_ptr<model::DeviceGraph>()>;
    void useGraph(MakeGraph make);
    // Called by run() with a sentence if steps are computed without the graph that was asked for.
    void onNotice(std::function<void(const std::string&)> call) { notify_ = std::move(call); }

private:
    // The batches with their tensors on the device, valid for this step and the next.
    std::vector<TaskBatch> onDevice(const std::vector<TaskBatch>& batches);
    // Runs the step through the graph; nullopt if it could not be captured, and nothing was computed.
    std::optional<StepResult> runGraph(const std::vector<TaskBatch>& batches, double learningRate,
                                       bool measureDeviations);
    // Accumulates the gradients of the loss; returns the measurements.
    StepResult accumulate(const DeviceBatches& batches, bool measureDeviations);
    // The loss plus gamma P, in a step with the penalty. Sets `penalty` and `deviations`, detached, if they were
    // computed.
    at::Tensor withPenalty(const at::Tensor& loss, bool measureDeviations, at::Tensor& penalty, at::Tensor& deviations);
    bool penaltyInStep() const { return penaltyInLoss() && step_ % interval_ == 0; }
    // Unscales, clips and updates. The rate is a number or a tensor on the device.
    template <typename Rate>
    void update(const Rate& learningRate);

    // Averages the measurements over the ranks.
    void share(StepResult& result);

    Task& task_;
    at::Device device_;
    distributed::Group* const group_;     // null: single process
    double gamma_;                        // 0 without a penalty
    const int interval_;                  // of steps with a penalty
    std::int64_t step_ = 0;               // the update being made
    double clipNorm_, adaptiveClip_;      // 0: no clipping
    const spec::PenaltySpec clipping_;    // of kernels
    distributed::SharedPenalty penalty_;  // of the loss
    distributed::SharedPenalty
        measuring_;  // the definition of the deviation: convolutional, own stride, every layer but the stem
    bool shared_;    // both compute the same values
    std::unique_ptr<distributed::GradientAverager> averager_;  // created at the first step, on that step's stream
    std::unique_ptr<Optimizer> optimizer_;
    WeightAverage average_;
    LossScaler scaler_;
    std::unique_ptr<DeviceFeed> feed_;
    MakeGraph makeGraph_;
    std::unique_ptr<StepGraph> graph_;  // created at the first step, and again after a captured value changed
    StepResult graphResult_;
    std::string notice_;  // not sent yet
    std::function<void(const std::string&)> notify_;
};

}  // namespace isonet::training
