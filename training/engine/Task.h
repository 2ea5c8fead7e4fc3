// What a run trains: which batches there are, what their loss is, and how good the network has become. The one loop
// (TrainingLoop) asks nothing else, so that every kind of training shares its optimiser, schedule, precision, penalty,
// checkpoints, exact resume, telemetry and control.
#pragma once

#include <torch/nn/module.h>
#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "model/layers/Network.h"
#include "training/config/RunConfig.h"

namespace isonet::training {

// The loop looks only at the number of images.
struct TaskBatch {
    std::int64_t images = 0;
    std::vector<at::Tensor> tensors;  // what the task's loss() takes, on the CPU; pinned where the device is a GPU
};

struct TaskLoss {
    at::Tensor total;  // scalar, with its graph: the mean over the batch, without the penalty
    at::Tensor parts;  // (K) float32, without a graph: the numbers that trainingTags() names
};

struct TaskEvaluation {
    bool complete = true;                                // false: stopped meanwhile, the rest is not to be used
    double score = -1;                                   // percent, higher is better (top-1, AP): best.pt follows it
    bool guessing = false;                               // no better than chance
    std::vector<std::pair<std::string, double>> values;  // by tag; one that is not finite ends the run as diverged
    std::string summary;                                 // for people: "validation top-1 81.20 %, cross entropy 0.5102"
};

// Used on the training thread only. Throws DataError, c10::Error.
class Task {
public:
    virtual ~Task() = default;

    // Everything that is trained and saved, on its device. Parameters that do not require gradients stay as they are.
    virtual torch::nn::Module& module() = 0;
    // The part whose isometry is penalised and measured: module() itself, or the backbone within it.
    virtual model::Network network() = 0;

    virtual std::int64_t imagesPerEvaluation() const = 0;
    virtual std::int64_t batchesPerEpoch() const = 0;
    // Begins epoch `epoch` (0-based) at its batch `firstBatch`. The batches of an epoch follow from the run's seed and
    // its number alone, whatever came before: a run may be resumed at any of them.
    virtual void startEpoch(std::int64_t epoch, std::int64_t firstBatch) = 0;
    virtual std::optional<TaskBatch> next() = 0;  // nothing at the epoch's end

    // Forward pass and loss of a batch whose tensors are on the device; the module is in training mode. The task opens
    // an AutocastScope (Precision.h) around what may run in the run's precision; the loss itself is float32.
    // Draws random numbers from torch's default generators only: checkpoints keep those.
    virtual TaskLoss loss(const std::vector<at::Tensor>& tensors) = 0;
    // A batch on the device as equal parts whose mean loss is the batch's: loss() takes them one after another. One
    // part where a task does not say otherwise.
    virtual std::vector<std::vector<at::Tensor>> passes(std::vector<at::Tensor> tensors) const {
        return {std::move(tensors)};
    }
    virtual const std::vector<std::string>& trainingTags() const = 0;  // of TaskLoss::parts

    // What the network tells apart, in the order of its outputs; kept in checkpoints, for predictions.
    virtual std::vector<std::string> classNames() const { return {}; }

    // What people should know of the data since the last call, a line each: files that cannot be decoded, say.
    virtual std::vector<std::string> takeNotices() { return {}; }

    // Puts the module in evaluation mode for the call and back.
    virtual TaskEvaluation evaluate(std::stop_token stop, const std::function<void()>& progress) = 0;
};

// Opens the data and builds the freshly initialised network of a configuration on a device. Throws ConfigError and
// DataError.
using TaskFactory = std::function<std::unique_ptr<Task>(const config::RunConfig& config, const c10::Device& device)>;
std::unique_ptr<Task> makeClassification(const config::RunConfig& config, const at::Device& device);

}  // namespace isonet::training
