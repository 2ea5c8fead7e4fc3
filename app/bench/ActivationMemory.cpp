#include "app/bench/ActivationMemory.h"

#include <ATen/ATen.h>
#include <c10/core/Allocator.h>
#include <c10/util/ThreadLocalDebugInfo.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

namespace isonet::benchmarks {
namespace {

// Counts the bytes that torch's CPU allocator allocates and frees on this thread.
class MemoryCounter : public c10::MemoryReportingInfoBase {
public:
    void reportMemoryUsage(void*, std::int64_t bytes, std::size_t, std::size_t, at::Device) override {
        now += bytes;
        peak = std::max(peak, now);
    }
    bool memoryProfilingEnabled() const override { return true; }
    std::int64_t now = 0, peak = 0;
};

// Forward pass with the published activation, in torch operators.
at::Tensor publishedForward(const model::Network& network, at::Tensor x) {
    const auto layers = network->convolutions();
    const auto offsets = network->offsets();
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const spec::ConvolutionPlan& plan = *layers[i].plan;
        const std::vector<std::int64_t> stride{plan.stride, plan.stride}, padding{plan.padding.top, plan.padding.left};
        x = at::conv2d(x, layers[i].weight, {}, stride, padding);
        x = x - offsets[i].offset;
        x = at::relu_(x) + offsets[i].offset;
        if (i == 0 && network->spec().family == spec::Family::ImageNet)
            x = at::max_pool2d(x, {3, 3}, {2, 2}, {1, 1});
    }
    const auto parameters = network->named_parameters();
    return at::linear(at::adaptive_avg_pool2d(x, {1, 1}).flatten(1), parameters["head.fc.weight"],
                      parameters["head.fc.bias"]);
}

}  // namespace

std::pair<StepMemory, double> memoryOfStep(const model::Network& network, const std::function<at::Tensor()>& forward) {
    StepMemory memory;
    double lossValue = 0;
    for (int round = 0; round < 2; ++round) {  // the first round allocates the gradients and library buffers
        const auto counter = std::make_shared<MemoryCounter>();
        const c10::DebugInfoGuard guard(c10::DebugInfoKind::PROFILER_STATE, counter);
        for (const at::Tensor& parameter : network->parameters())
            if (parameter.grad().defined())
                parameter.mutable_grad().zero_();
        const at::Tensor loss = forward();
        memory.kept = counter->now;
        loss.backward();
        memory.peak = counter->peak;
        lossValue = loss.item<double>();
    }
    return {memory, lossValue};
}

StepMemories activationMemory(const spec::ModelSpec& spec, std::int64_t batch) {
    model::Network network(spec);
    network->train();
    const at::Tensor images =
        at::randn({batch, spec.channels, spec.height, spec.width}).contiguous(at::MemoryFormat::ChannelsLast);
    const at::Tensor labels = at::randint(spec.classes, {batch}, at::kLong);
    StepMemories both;
    double publishedLoss = 0, ourLoss = 0;
    std::tie(both.published, publishedLoss) =
        memoryOfStep(network, [&] { return at::cross_entropy_loss(publishedForward(network, images), labels); });
    std::tie(both.ours, ourLoss) =
        memoryOfStep(network, [&] { return at::cross_entropy_loss(network->forward(images), labels); });
    if (!(std::abs(publishedLoss - ourLoss) <= 1e-4 * std::abs(publishedLoss)))
        throw std::logic_error("activationMemory: the losses differ: " + std::to_string(publishedLoss) +
                               " (published) and " + std::to_string(ourLoss) + " (ours)");
    return both;
}

}  // namespace isonet::benchmarks
