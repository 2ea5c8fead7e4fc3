#include "training/engine/loop/StepGraph.h"

#include <ATen/ATen.h>

#include <exception>

namespace isonet::training {
namespace {

// Libraries select algorithms and allocate workspaces in the first steps. Source: "CUDA Graphs" in the PyTorch
// documentation (3 to 11 steps; 11 with a gradient averager, which arranges its buckets and times its first 10).
constexpr int warmUpSteps = 4, warmUpStepsOfGroup = 11;

std::string firstLine(const std::exception& error) {
    const auto* torchError = dynamic_cast<const c10::Error*>(&error);
    const std::string text = torchError ? torchError->what_without_backtrace() : error.what();
    return text.substr(0, text.find('\n'));
}

}  // namespace

StepGraph::StepGraph(std::unique_ptr<model::DeviceGraph> graph, const at::Device& device, Compute compute,
                     distributed::Group* group)
    : graph_(std::move(graph)),
      device_(device),
      compute_(std::move(compute)),
      learningRate_(at::zeros({}, at::TensorOptions(at::kFloat).device(device))),
      group_(group) {}

bool StepGraph::run(const std::vector<TaskBatch>& batches, double learningRate) {
    copyIn(batches, learningRate);
    const auto step = [this] { compute_(batches_, learningRate_); };
    const int before = group_ ? warmUpStepsOfGroup : warmUpSteps;
    if (steps_ < before) {
        graph_->warmUp(step);
    } else {
        if (steps_ == before && !capture(step))
            return false;
        graph_->replay();
    }
    ++steps_;
    return true;
}

bool StepGraph::capture(const std::function<void()>& step) {
    try {
        graph_->capture(step);
    } catch (const std::exception& error) {
        failure_ = firstLine(error);
    }
    // Recording a collective does not wait for the other ranks, so that all of them get here.
    if (group_ && group_->any(!failure_.empty()) && failure_.empty())
        failure_ = "another rank could not capture its step";
    return failure_.empty();
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
