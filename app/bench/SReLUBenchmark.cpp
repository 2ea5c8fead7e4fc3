#include "app/bench/SReLUBenchmark.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include <iomanip>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "app/bench/ActivationMemory.h"
#include "model/kernels/SReLU.h"
#include "model/spec/ModelSpec.h"

namespace isonet::benchmarks {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// Stand-ins for the convolutions around SReLU: Before returns a fresh output, After a fresh gradient.
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

void printMemory(std::ostream& out, const std::string& label, std::int64_t published, std::int64_t ours) {
    const auto megabytes = [](std::int64_t bytes) { return static_cast<double>(bytes) / (1 << 20); };
    out << std::left << std::setw(34) << label << std::right << std::fixed << std::setprecision(2) << std::setw(11)
        << megabytes(published) << " MB" << std::setw(11) << megabytes(ours) << " MB" << std::setw(8)
        << static_cast<double>(ours) / static_cast<double>(published) << " of published\n"
        << std::flush;
}

void printMemorySection(std::ostream& out) {
    out << "Activation memory of a training step, channels-last: published, ours, ratio (goal for kept memory: 0.6)\n";
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

void runSReLU(std::ostream& out) {
    const std::vector<Shape> shapes = {
        {"ISONet-20 s1 128x16x32x32", {128, 16, 32, 32}}, {"ISONet-20 s2 128x32x16x16", {128, 32, 16, 16}},
        {"ISONet-20 s3 128x64x8x8", {128, 64, 8, 8}},     {"ISONet-34 stem 16x64x112x112", {16, 64, 112, 112}},
        {"ISONet-34 s1 16x64x56x56", {16, 64, 56, 56}},   {"ISONet-34 s2 16x128x28x28", {16, 128, 28, 28}},
        {"ISONet-34 s3 16x256x14x14", {16, 256, 14, 14}}, {"ISONet-34 s4 16x512x7x7", {16, 512, 7, 7}}};
    out << "SReLU forward + backward, float32, " << at::get_num_threads() << " threads: published, ours, ratio\n";
    for (const bool last : {false, true}) {
        Comparison sum;
        out << (last ? "channels-last\n" : "contiguous\n");
        for (const Shape& shape : shapes) {
            const Comparison one = compareSReLU(shape.sizes, last);
            printComparison(out, shape.name, one);
            sum.published += one.published;
            sum.ours += one.ours;
        }
        printComparison(out, "sum", sum, last ? "(goal 2)" : "(goal 3)");
    }
    printMemorySection(out);
}

}  // namespace

Comparison compareSReLU(const std::vector<std::int64_t>& sizes, bool channelsLast) {
    const auto format = channelsLast ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous;
    const at::Tensor y = at::randn(sizes, at::kFloat).contiguous(format);
    const at::Tensor g = at::randn(sizes, at::kFloat).contiguous(format);
    at::Tensor b = at::full({1, sizes[1], 1, 1}, -0.5, at::kFloat);
    b.set_requires_grad(true);
    const at::Tensor root = at::zeros({1}, at::kFloat).set_requires_grad(true);
    const auto step = [&](const auto& activation) {
        at::Tensor x = After::apply(activation(Before::apply(root)));
        b.mutable_grad() = at::Tensor();
        x.backward();
    };
    const auto published = [&](const at::Tensor& in) {
        at::Tensor shifted = in - b;
        return at::relu_(shifted) + b;
    };
    return compare([&] { step(published); }, [&] { step([&](at::Tensor in) { return model::srelu_(in, b); }); },
                   [&] {
                       preparedOutput = y.clone(at::MemoryFormat::Preserve);
                       preparedGradient = g.clone(at::MemoryFormat::Preserve);
                   },
                   5);
}

Benchmark sreluBenchmark() {
    return {"srelu", "SReLU forward and backward against the published expression relu(x - b) + b", runSReLU};
}

}  // namespace isonet::benchmarks
