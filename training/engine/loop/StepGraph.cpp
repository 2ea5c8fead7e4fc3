#include "training/engine/loop/StepGraph.h"

#include <ATen/ATen.h>

namespace isonet::training {
namespace {

// Libraries select algorithms and allocate workspaces in the first steps. Source: "CUDA Graphs" in the PyTorch
// documentation (3 to 11 steps).
constexpr int warmUpSteps = 4;

}  // namespace

StepGraph::StepGraph(std::unique_ptr<model::DeviceGraph> graph, const at::Device& device, Compute compute)
    : graph_(std::move(graph)),
      device_(device),
      compute_(std::move(compute)),
      learningRate_(at::zeros({}, at::TensorOptions(at::kFloat).device(device))) {}

void StepGraph::run(const std::vector<TaskBatch>& batches, double learningRate) {
    copyIn(batches, learningRate);
    const auto step = [this] { compute_(batches_, learningRate_); };
    if (steps_ < warmUpSteps) {
        graph_->warmUp(step);
    } else {
        if (steps_ == warmUpSteps)
            graph_->capture(step);
        graph_->replay();
    }
    ++steps_;
}

void StepGraph::copyIn(const std::vector<TaskBatch>& batches, double learningRate) {
    const at::NoGradGuard noGrad;
    if (batches_.empty())
        for (const TaskBatch& batch : batches) {
            auto& own = batches_.emplace_back();
            for (const at::Tensor& tensor : batch.tensors)
                own.push_back(at::empty_like(tensor, tensor.options().device(device_).pinned_memory(false)));
        }
    TORCH_CHECK(batches.size() == batches_.size(), "StepGraph: ", batches.size(), " batches; captured with ",
                batches_.size());
    for (std::size_t i = 0; i < batches.size(); ++i)
        for (std::size_t j = 0; j < batches_[i].size(); ++j) {
            const at::Tensor& given = batches[i].tensors.at(j);
            TORCH_CHECK(given.sizes() == batches_[i][j].sizes(), "run.cuda_graph: a batch of shape ", given.sizes(),
                        "; the captured step has ", batches_[i][j].sizes(), ", and all steps must have the same");
            batches_[i][j].copy_(given, /*non_blocking=*/true);
        }
    learningRate_.fill_(learningRate);
}

}  // namespace isonet::training
