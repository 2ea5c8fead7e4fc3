#include "tests/benchmarks/SReLUBenchmark.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/core/Allocator.h>
#include <c10/util/ThreadLocalDebugInfo.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <iomanip>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "model/kernels/SReLU.h"
#include "model/layers/Network.h"
#include "tests/benchmarks/Benchmark.h"

namespace isonet::benchmarks {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// What a convolution before and after SReLU hand over: a fresh output on the way up, a fresh gradient on the way down.
at::Tensor preparedOutput, preparedGradient;

struct Before : torch::autograd::Function<Before> {
    static at::Tensor forward(AutogradContext*, const at::Tensor&) { return std::move(preparedOutput); }
    static variable_list backward(AutogradContext*, const variable_list&) { return {at::Tensor()}; }
};
struct After : torch::autograd::Function<After> {
    static at::Tensor forward(AutogradContext*, const at::Tensor& x) { return at::empty({}, x.options()); }
    static variable_list backward(AutogradContext*, const variable_list&) { return {std::move(preparedGradient)}; }
};

struct Shape {
    const char* name;
    std::vector<std::int64_t> sizes;
};

Duel measure(const Shape& shape, at::MemoryFormat format, at::ScalarType type) {
    const at::Tensor y = at::randn(shape.sizes, type).contiguous(format);
    const at::Tensor g = at::randn(shape.sizes, type).contiguous(format);
    at::Tensor b = at::full({1, shape.sizes[1], 1, 1}, -0.5, type);
    b.set_requires_grad(true);
    const at::Tensor root = at::zeros({1}, type).set_requires_grad(true);
    const auto step = [&](const auto& activation) {
        at::Tensor x = After::apply(activation(Before::apply(root)));
        b.mutable_grad() = at::Tensor();
        x.backward();
    };
    const auto published = [&](const at::Tensor& in) {
        at::Tensor shifted = in - b;
        return at::relu_(shifted) + b;
    };
    return duel([&] { step(published); }, [&] { step([&](at::Tensor in) { return model::srelu_(in, b); }); },
                [&] {
                    preparedOutput = y.clone(at::MemoryFormat::Preserve);
                    preparedGradient = g.clone(at::MemoryFormat::Preserve);
                },
                5);
}

// Counts what torch's CPU allocator gives out and takes back on this thread.
class MemoryCounter : public c10::MemoryReportingInfoBase {
public:
    void reportMemoryUsage(void*, std::int64_t bytes, std::size_t, std::size_t, at::Device) override {
        now += bytes;
        peak = std::max(peak, now);
    }
    bool memoryProfilingEnabled() const override { return true; }
    std::int64_t now = 0, peak = 0;
};

// The network's chain with the published activation, in torch's operators.
at::Tensor publishedForward(const model::Network& network, at::Tensor x) {
    const auto layers = network->convolutions();
    const auto offsets = network->offsets();
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const spec::ConvolutionPlan& plan = *layers[i].plan;
        const std::vector<std::int64_t> stride{plan.stride, plan.stride}, padding{plan.padding, plan.padding};
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

StepMemory memoryOfStep(const model::Network& network, const std::function<at::Tensor()>& forward,
                        const at::Tensor& labels, double& value) {
    StepMemory memory;
    for (int round = 0; round < 2; ++round) {  // the first makes the gradients and the library's own buffers
        const auto counter = std::make_shared<MemoryCounter>();
        const c10::DebugInfoGuard guard(c10::DebugInfoKind::PROFILER_STATE, counter);
        for (const at::Tensor& parameter : network->parameters())
            if (parameter.grad().defined())
                parameter.mutable_grad().zero_();
        const at::Tensor loss = at::cross_entropy_loss(forward(), labels);
        memory.kept = counter->now;
        loss.backward();
        memory.peak = counter->peak;
        value = loss.item<double>();
    }
    return memory;
}

void printMemory(std::ostream& out, const std::string& label, std::int64_t published, std::int64_t ours) {
    const auto megabytes = [](std::int64_t bytes) { return static_cast<double>(bytes) / (1 << 20); };
    out << std::left << std::setw(34) << label << std::right << std::fixed << std::setprecision(2) << std::setw(11)
        << megabytes(published) << " MB" << std::setw(11) << megabytes(ours) << " MB" << std::setw(8)
        << static_cast<double>(ours) / static_cast<double>(published) << " of it\n"
        << std::flush;
}

void memorySection(std::ostream& out) {
    out << "Activation memory of a training step, channels-last: published, ours, share (goal 0.6 of what is kept)\n";
    spec::ModelSpec twenty, thirtyFour;
    thirtyFour.family = spec::Family::ImageNet;
    thirtyFour.depth = 34;
    thirtyFour.height = thirtyFour.width = 224;
    thirtyFour.classes = 1000;
    for (const auto& [spec, batch] : {std::pair{twenty, 128}, {thirtyFour, 2}}) {
        const StepMemories both = activationMemory(spec, batch);
        const std::string name = spec::networkName(spec) + ", batch " + std::to_string(batch);
        printMemory(out, name + ", kept", both.published.kept, both.ours.kept);
        printMemory(out, name + ", peak", both.published.peak, both.ours.peak);
    }
}

}  // namespace

StepMemories activationMemory(const spec::ModelSpec& spec, std::int64_t batch) {
    model::Network network(spec);
    network->train();
    const at::Tensor images =
        at::randn({batch, spec.channels, spec.height, spec.width}).contiguous(at::MemoryFormat::ChannelsLast);
    const at::Tensor labels = at::randint(spec.classes, {batch}, at::kLong);
    StepMemories both;
    double theirs = 0, own = 0;
    both.published = memoryOfStep(
        network, [&] { return publishedForward(network, images); }, labels, theirs);
    both.ours = memoryOfStep(
        network, [&] { return network->forward(images); }, labels, own);
    if (!(std::abs(theirs - own) <= 1e-4 * std::abs(theirs)))
        throw std::logic_error("activationMemory: losses " + std::to_string(theirs) + " and " + std::to_string(own));
    return both;
}

void runSReLUBenchmark(std::ostream& out) {
    const std::vector<Shape> shapes = {
        {"ISONet-20 s1 128x16x32x32", {128, 16, 32, 32}}, {"ISONet-20 s2 128x32x16x16", {128, 32, 16, 16}},
        {"ISONet-20 s3 128x64x8x8", {128, 64, 8, 8}},     {"ISONet-34 stem 16x64x112x112", {16, 64, 112, 112}},
        {"ISONet-34 s1 16x64x56x56", {16, 64, 56, 56}},   {"ISONet-34 s2 16x128x28x28", {16, 128, 28, 28}},
        {"ISONet-34 s3 16x256x14x14", {16, 256, 14, 14}}, {"ISONet-34 s4 16x512x7x7", {16, 512, 7, 7}}};
    out << "SReLU forward + backward, float32, " << at::get_num_threads() << " threads: published, ours, ratio\n";
    for (const bool last : {false, true}) {
        Duel sum;
        out << (last ? "channels-last\n" : "contiguous\n");
        for (const Shape& shape : shapes) {
            const Duel one =
                measure(shape, last ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous, at::kFloat);
            printDuel(out, shape.name, one);
            sum.published += one.published;
            sum.ours += one.ours;
        }
        printDuel(out, "sum", sum, last ? "(goal 2)" : "(goal 3)");
    }
    memorySection(out);
}

}  // namespace isonet::benchmarks
