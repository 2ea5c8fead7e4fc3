#include "app/bench/StepWorker.h"

#include <ATen/ATen.h>
#include <ATen/record_function.h>
#include <c10/core/CachingDeviceAllocator.h>
#include <torch/utils.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <fstream>
#include <limits>
#include <map>
#include <stdexcept>
#include <string>

#include "model/isometry/Penalty.h"
#include "model/kernels/CudaPlugin.h"
#include "model/kernels/DeviceGraph.h"
#include "model/kernels/ImageInput.h"
#include "training/measurement/Measurer.h"

namespace isonet::benchmarks {
namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

// Bytes in a line such as "VmHWM:  1234 kB" of /proc/self/status; 0 if there is none.
double memoryStatus(const std::string& name) {
    std::ifstream file("/proc/self/status");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with(name + ":"))
            return 1024 * std::stod(line.substr(name.size() + 1));
    return 0;
}

}  // namespace

StepWorker::StepWorker(StepMode mode, const config::RunConfig& config)
    : device_(model::resolveDevice(config.run.device)),
      guard_(device_),
      config_(config),
      precision_(config.run.precision, device_) {
    start_ = memoryStatus("VmRSS");
    const bool ours = mode == StepMode::Ours || mode == StepMode::OursGraph;
    if (ours)
        memory_.emplace();
    torch::manual_seed(1);
    network_ = model::Network(config.model);
    const bool last = mode != StepMode::Published;
    const auto& spec = config.model;
    images_ = at::randn({config.run.batchSize, spec.channels, spec.height, spec.width})
                  .contiguous(last ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous)
                  .to(device_);
    labels_ = at::randint(spec.classes, {config.run.batchSize}, at::kLong).to(device_);
    if (mode == StepMode::Convolutions) {
        network_->to(device_);
        prepareConvolutions();
    } else if (ours) {
        training::placeNetwork(network_, device_);
        network_->train();
        task_ = std::make_unique<training::Classification>(network_, config, device_);
        step_ = std::make_unique<training::TrainingStep>(*task_, config, device_);
        if (mode == StepMode::OursGraph)
            step_->useGraph([this] { return model::makeDeviceGraph(device_); });
    } else {
        published_ = std::make_unique<PublishedStep>(network_, config, last, device_);
    }
}

double StepWorker::step() {
    const auto begin = Clock::now();
    if (step_) {
        const auto result = step_->run({{labels_.size(0), {images_, labels_}}}, config_.optimizer.learningRate,
                                       steps_ % config_.telemetry.scalarSteps == 0, steps_);
        loss_ = result.numbers[0].item<double>();
    } else if (published_) {
        loss_ = published_->run(images_, labels_);
    } else {
        convolve();
    }
    ++steps_;
    return secondsSince(begin);
}

double StepWorker::measuring(double plain) {
    TORCH_CHECK(step_, "measuring() requires StepMode::Ours");
    std::vector<std::string> unmeasured{"stem.conv"};
    training::Measurer measurer(
        network_, unmeasured, [](const auto&) {}, device_.is_cpu() ? 1 : 8);
    const auto begin = Clock::now();
    measurer.measure(network_, 0);
    std::int64_t steps = 0;
    for (; measurer.lastSeconds() == 0; ++steps) {
        step();
        if (!std::isfinite(loss_))
            throw std::runtime_error("the loss is not finite: this network does not train on random images");
        if (const auto error = measurer.takeError())
            throw std::runtime_error("the measurement failed: " + *error);
    }
    return secondsSince(begin) - plain * static_cast<double>(steps);
}

double StepWorker::fastest(const std::function<void()>& work) const {
    double best = std::numeric_limits<double>::infinity();
    for (int turn = 0; turn < 5; ++turn) {
        const auto begin = Clock::now();
        work();
        if (!device_.is_cpu())
            at::zeros({1}, device_).item<float>();  // waits for the device
        best = std::min(best, secondsSince(begin));
    }
    return best;
}

double StepWorker::penalty() {
    if (config_.penalty.kind == spec::PenaltyKind::None || config_.penalty.coefficient == 0)
        return 0;
    const model::Penalty penalty(config_.penalty, network_);
    return fastest([&] { penalty.evaluate().total.backward(); });
}

double StepWorker::input() {
    const auto& spec = config_.model;
    const std::int64_t count = config_.run.batchSize;
    auto bytes = at::randint(256, {count, spec.channels, spec.height, spec.width}, at::kByte);
    auto places = at::zeros({count, 3}, at::kInt);
    if (!device_.is_cpu()) {
        bytes = bytes.pin_memory();
        places = places.pin_memory();
    }
    const auto table = at::rand({spec.channels, 256}).to(device_);
    return fastest([&] {
        model::imageInput(bytes.to(device_, /*non_blocking=*/true), places.to(device_, /*non_blocking=*/true), table,
                          spec.channels, spec.height, spec.width);
    });
}

double StepWorker::operators() {
    std::atomic<int> calls = 0;
    static std::atomic<int>* counter = nullptr;  // callbacks are plain functions
    counter = &calls;
    const auto handle = at::addGlobalCallback(
        at::RecordFunctionCallback([](const at::RecordFunction&) -> std::unique_ptr<at::ObserverContext> {
            ++*counter;
            return nullptr;
        }).scopes({at::RecordScope::FUNCTION}));
    step();
    at::removeCallback(handle);
    return calls;
}

double StepWorker::peak() const {
    if (device_.is_cpu())
        return memoryStatus("VmHWM") - start_;
    using Stats = c10::CachingDeviceAllocator::DeviceStats;
    const Stats stats = c10::getDeviceAllocator(device_.type())->getDeviceStats(device_.index());
    return static_cast<double>(stats.allocated_bytes[0].peak);  // of all pools
}

void StepWorker::prepareConvolutions() {
    const auto format = at::MemoryFormat::ChannelsLast;
    std::map<std::vector<int>, at::Tensor> made;  // signals of equal shape share memory
    const auto signal = [&](const spec::Shape3& shape) {
        at::Tensor& tensor = made[{shape.channels, shape.height, shape.width}];
        if (!tensor.defined())
            tensor =
                at::randn({labels_.size(0), shape.channels, shape.height, shape.width}).contiguous(format).to(device_);
        return tensor;
    };
    for (const auto& layer : network_->convolutions())
        if (!layer.plan->circular())  // computed by frequency
            convolutions_.push_back({layer.plan, signal(layer.plan->in),
                                     model::appliedKernel(layer).detach().contiguous(format), signal(layer.plan->out)});
}

void StepWorker::convolve() {
    const at::NoGradGuard noGrad;
    at::Tensor last;
    for (const auto& [plan, input, weight, gradient] : convolutions_) {
        const std::vector<std::int64_t> stride(2, plan->stride), padding{plan->padding.top, plan->padding.left},
            dilation(2, plan->dilation);
        at::conv2d(input, weight, {}, stride, padding, dilation, plan->groups);
        last = std::get<1>(at::convolution_backward(gradient, input, weight, std::nullopt, stride, padding, dilation,
                                                    false, at::IntArrayRef{0, 0}, plan->groups,
                                                    {plan->stage > 0, true, false}));
    }
    if (last.defined())
        last.flatten()[0].item<double>();
}

}  // namespace isonet::benchmarks
