// Runs training steps as one device graph: the first steps run eagerly, then one is captured and replayed from then on.
// Weights, momenta, loss scale and random state stay on the device between replays; the batch and the learning rate are
// copied in.
//
// In a process group the ranks communicate within the captured step. All of them capture it, or none: a rank that
// replays waits in its collectives for the others' replays.
#pragma once

#include <torch/types.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "model/kernels/DeviceGraph.h"
#include "training/engine/distributed/Group.h"
#include "training/engine/tasks/Task.h"

namespace isonet::training {

using DeviceBatches = std::vector<std::vector<at::Tensor>>;

class StepGraph {
public:
    // Performs a whole step from batches and a learning rate (float32 scalar) on the device.
    using Compute = std::function<void(const DeviceBatches& batches, const at::Tensor& learningRate)>;

    // `group`: null for a single process.
    StepGraph(std::unique_ptr<model::DeviceGraph> graph, const at::Device& device, Compute compute,
              distributed::Group* group = nullptr);

    // Runs a step. Results of `compute` are valid until the next one. False if the step could not be captured, on this
    // rank or another: nothing was computed, failure() says why, and the caller continues without this object. Throws
    // c10::Error if the shapes of the batches differ from the first ones.
    bool run(const std::vector<TaskBatch>& batches, double learningRate);
    const std::string& failure() const { return failure_; }

private:
    void copyIn(const std::vector<TaskBatch>& batches, double learningRate);
    bool capture(const std::function<void()>& step);

    const std::unique_ptr<model::DeviceGraph> graph_;
    const at::Device device_;
    const Compute compute_;
    DeviceBatches batches_;    // inputs of the graph
    at::Tensor learningRate_;  // input of the graph
    distributed::Group* const group_;
    int steps_ = 0;
    std::string failure_;
};

}  // namespace isonet::training
