// Runs training steps as one device graph: the first steps run eagerly, then one is captured and replayed from then on.
// Weights, momenta, loss scale and random state stay on the device between replays; the batch and the learning rate are
// copied in.
#pragma once

#include <torch/types.h>

#include <functional>
#include <memory>
#include <vector>

#include "model/kernels/DeviceGraph.h"
#include "training/engine/tasks/Task.h"

namespace isonet::training {

using DeviceBatches = std::vector<std::vector<at::Tensor>>;

class StepGraph {
public:
    // Performs a whole step from batches and a learning rate (float32 scalar) on the device.
    using Compute = std::function<void(const DeviceBatches& batches, const at::Tensor& learningRate)>;

    StepGraph(std::unique_ptr<model::DeviceGraph> graph, const at::Device& device, Compute compute);

    // Runs a step. Results of `compute` are valid until the next one. Throws c10::Error if the shapes of the batches
    // differ from the first ones.
    void run(const std::vector<TaskBatch>& batches, double learningRate);

private:
    void copyIn(const std::vector<TaskBatch>& batches, double learningRate);

    const std::unique_ptr<model::DeviceGraph> graph_;
    const at::Device device_;
    const Compute compute_;
    DeviceBatches batches_;    // inputs of the graph
    at::Tensor learningRate_;  // input of the graph
    int steps_ = 0;
};

}  // namespace isonet::training
