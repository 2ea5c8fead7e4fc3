// What a run trains: its batches, their loss and the evaluation. TrainingLoop uses only this interface, so that all
// tasks share the optimizer, schedule, precision, penalty, checkpoints, exact resume, telemetry and control.
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
#include "training/engine/tasks/WeightsOrigin.h"

namespace isonet::distributed {
class Group;
}

namespace isonet::training {

// The loop uses only the number of images.
struct TaskBatch {
    std::int64_t images = 0;
    std::vector<at::Tensor> tensors;  // arguments of loss(), on the CPU; pinned if the device is a GPU
};

struct TaskLoss {
    at::Tensor total;  // scalar, with its graph: the mean over the batch, without the penalty
    at::Tensor parts;  // (K) float32, without a graph: the values for trainingTags()
};

struct TaskEvaluation {
    bool complete = true;                                // false: stopped, ignore the rest
    double score = -1;                                   // percent, higher is better (top-1, AP); best.pt follows it
    bool atChance = false;                               // no better than random guessing
    std::vector<std::pair<std::string, double>> values;  // by tag; the run counts as diverged if one is not finite
    std::string summary;  // for messages: "validation top-1 81.20 %, cross entropy 0.5102"
};

// Used on the training thread only. Throws DataError, c10::Error.
class Task {
public:
    virtual ~Task() = default;

    // Everything that is trained and saved, on its device. Parameters that do not require gradients are not updated.
    virtual torch::nn::Module& module() = 0;
    // The part whose isometry is penalized and measured: module() itself, or the backbone within it.
    virtual model::Network network() = 0;

    virtual std::int64_t imagesPerEvaluation() const = 0;
    virtual std::int64_t batchesPerEpoch() const = 0;
    // Starts epoch `epoch` (0-based) at batch `firstBatch`. The batches of an epoch depend only on the run's seed and
    // the epoch, so that a run can be resumed at any of them.
    virtual void startEpoch(std::int64_t epoch, std::int64_t firstBatch) = 0;
    virtual std::optional<TaskBatch> next() = 0;  // nothing at the end of the epoch

    // Whether loss() reads a tensor of the batch by its index on the host: it is not copied to the device.
    virtual bool readsOnHost(std::size_t /*tensor*/) const { return false; }

    // Forward pass and loss of a batch whose other tensors are on the device; the module is in training mode. The task
    // uses a PrecisionScope (Precision.h) for the part that runs in the run's precision; the loss is float32. Random
    // numbers must come from torch's default generators, whose state checkpoints store.
    virtual TaskLoss loss(const std::vector<at::Tensor>& tensors) = 0;
    // Splits a batch on the device into micro-batches of equal size, which are passed to loss() in turn; the mean of
    // their losses is the loss of the batch. Default: no split.
    virtual std::vector<std::vector<at::Tensor>> passes(std::vector<at::Tensor> tensors) const {
        return {std::move(tensors)};
    }
    virtual const std::vector<std::string>& trainingTags() const = 0;  // for TaskLoss::parts

    // Class names in output order; stored in checkpoints for predictions.
    virtual std::vector<std::string> classNames() const { return {}; }

    // Where the weights came from that the module started with; nothing if it was initialized.
    virtual std::optional<WeightsOrigin> weightsOrigin() const { return std::nullopt; }

    // Messages about the data since the last call, one line each, such as files that cannot be decoded.
    virtual std::vector<std::string> takeNotices() { return {}; }

    // Runs in evaluation mode and restores the previous mode.
    virtual TaskEvaluation evaluate(std::stop_token stop, const std::function<void()>& progress) = 0;

    // The images that are evaluated once, at the end of the run, and choose nothing; 0: there are none, and test() is
    // not called.
    virtual std::int64_t testImages() const { return 0; }
    virtual TaskEvaluation test(std::stop_token /*stop*/, const std::function<void()>& /*progress*/) { return {}; }
};

// Opens the data and builds the network of a configuration on a device, freshly initialized or with the weights that it
// names. In a group the first rank alone reads these weights; the loop sends them to the others. `group`: the processes
// that train it together; null: this one alone. Throws ConfigError and DataError.
using TaskFactory = std::function<std::unique_ptr<Task>(const config::RunConfig& config, const c10::Device& device,
                                                        distributed::Group* group)>;
std::unique_ptr<Task> makeClassification(const config::RunConfig& config, const at::Device& device,
                                         distributed::Group* group = nullptr);

}  // namespace isonet::training
