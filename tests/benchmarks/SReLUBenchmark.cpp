#include "tests/benchmarks/SReLUBenchmark.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include <string>
#include <vector>

#include "model/kernels/SReLU.h"
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

}  // namespace

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
}

}  // namespace isonet::benchmarks
