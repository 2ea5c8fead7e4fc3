// A training step as one device graph: the first steps run as they are, then one is recorded and all later ones are
// replays. Weights, momenta, the loss scale and the random state live on the device and go on from replay to replay;
// the batch and the learning rate are copied in.
#pragma once

#include <torch/types.h>

#include <functional>
#include <memory>
#include <vector>

#include "model/kernels/DeviceGraph.h"
#include "training/engine/Task.h"

namespace isonet::training {

using DeviceBatches = std::vector<std::vector<at::Tensor>>;

class StepGraph {
public:
    // `compute` does a whole step from batches and a learning rate (a float32 scalar) on the device.
    using Compute = std::function<void(const DeviceBatches& batches, const at::Tensor& learningRate)>;

    StepGraph(std::unique_ptr<model::DeviceGraph> graph, const at::Device& device, Compute compute);

    // A step. What `compute` left somewhere is valid until the next one. Throws c10::Error where the batches are not of
    // the shapes that the first ones had.
    void run(const std::vector<TaskBatch>& batches, double learningRate);

private:
    void copyIn(const std::vector<TaskBatch>& batches, double learningRate);

    const std::unique_ptr<model::DeviceGraph> graph_;
    const at::Device device_;
    const Compute compute_;
    DeviceBatches batches_;    // where the graph reads
    at::Tensor learningRate_;  // likewise
    int steps_ = 0;
};

}  // namespace isonet::training
