#include "tests/benchmarks/PenaltyBenchmark.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <sstream>
#include <string>
#include <vector>

#include "model/isometry/FastPenalty.h"
#include "model/isometry/MatrixProduct.h"
#include "model/isometry/Penalty.h"
#include "tests/benchmarks/Benchmark.h"

namespace isonet::benchmarks {
namespace {

struct Layers {
    std::int64_t outputs, inputs, kernel, stride;
    int count;
};

std::vector<at::Tensor> kernels(const Layers& layers) {
    std::vector<at::Tensor> all;
    const double fan = static_cast<double>(layers.inputs * layers.kernel * layers.kernel);
    for (int i = 0; i < layers.count; ++i) {
        at::Tensor weight = at::randn({layers.outputs, layers.inputs, layers.kernel, layers.kernel});
        weight.mul_(0.3 / std::sqrt(fan));
        weight.select(3, layers.kernel / 2).select(2, layers.kernel / 2).diagonal().add_(1);
        all.push_back(weight.requires_grad_());
    }
    return all;
}

// Billions of float32 multiply-adds times two per second in one large product: torch's own, and ours.
Duel productSpeeds() {
    const std::int64_t n = 1024;
    const at::Tensor a = at::randn({1, n, n}), b = at::randn({1, n, n});
    at::Tensor c = at::empty({1, n, n});
    Duel speeds = duel([&] { at::bmm_out(c, a, b); }, [&] { model::productOut(c, a, b); }, {}, 5);
    for (double* each : {&speeds.published, &speeds.ours})
        *each = 2.0 * n * n * n / *each * 1e-9;
    return speeds;
}

// Multiply-adds times two of our way: (25 + 37) products at k = 3; strided, 17 + 25.
double operations(const Layers& layers) {
    const auto n = static_cast<double>(std::min(layers.outputs, layers.inputs));
    const auto d = static_cast<double>(std::max(layers.outputs, layers.inputs));
    const double products = layers.kernel == 1 ? 2 : layers.stride == 1 ? 62 : 42;
    return 2 * products * n * n * d * layers.count;
}

void network(std::ostream& out, const char* name, const std::vector<Layers>& all, double speed) {
    out << name << '\n';
    Duel sum;
    double work = 0;
    for (const Layers& layers : all) {
        const std::vector<at::Tensor> weights = kernels(layers);
        std::vector<at::Tensor> placed;  // as placeNetwork() places them
        for (const at::Tensor& weight : weights)
            placed.push_back(weight.detach().clone(at::MemoryFormat::ChannelsLast).requires_grad_());
        const std::vector<std::int64_t> strides(weights.size(), layers.stride);
        const auto clear = [&] {
            for (std::size_t i = 0; i < weights.size(); ++i)
                weights[i].mutable_grad() = placed[i].mutable_grad() = at::Tensor();
        };
        const auto published = [&] {
            at::Tensor total;
            for (const at::Tensor& weight : weights) {
                const at::Tensor value = model::convolutionPenaltyReference(weight, layers.stride);
                total = total.defined() ? total + value : value;
            }
            total.backward();
        };
        const auto ours = [&] { model::convolutionPenalty(placed, strides).sum().backward(); };
        const Duel one = duel(published, ours, clear);

        clear();
        published();
        ours();
        const at::Tensor& expected = weights[0].grad();
        const double error = ((placed[0].grad() - expected).norm() / expected.norm()).item<double>();
        std::ostringstream label, note;
        label << layers.count << " of " << layers.outputs << "x" << layers.inputs << " " << layers.kernel << "x"
              << layers.kernel << " stride " << layers.stride;
        note << std::fixed << std::setprecision(0) << 100 * operations(layers) * 1e-9 / one.ours / speed
             << " % of matrix-product speed, gradient difference " << std::scientific << std::setprecision(0) << error;
        printDuel(out, label.str(), one, note.str());
        sum.published += one.published;
        sum.ours += one.ours;
        work += operations(layers);
    }
    std::ostringstream note;
    note << std::fixed << std::setprecision(0) << 100 * work * 1e-9 / sum.ours / speed << " % of matrix-product speed";
    printDuel(out, "sum", sum, note.str());
}

}  // namespace

void runPenaltyBenchmark(std::ostream& out) {
    const Duel speeds = productSpeeds();
    const double speed = std::max(speeds.published, speeds.ours);
    out << "Penalty value + gradient, float32, " << at::get_num_threads()
        << " threads: published, ours, ratio (one large matrix product: torch's own " << std::fixed
        << std::setprecision(0) << speeds.published << ", ours " << speeds.ours << " GFLOP/s)\n";
    network(out, "ISONet-20",
            {{16, 16, 3, 1, 6}, {32, 16, 3, 2, 1}, {32, 32, 3, 1, 5}, {64, 32, 3, 2, 1}, {64, 64, 3, 1, 5}}, speed);
    network(out, "ISONet-34 (goal 3.5)",
            {{64, 64, 3, 1, 6},
             {128, 64, 3, 2, 1},
             {128, 128, 3, 1, 7},
             {256, 128, 3, 2, 1},
             {256, 256, 3, 1, 11},
             {512, 256, 3, 2, 1},
             {512, 512, 3, 1, 5}},
            speed);
    network(out, "1x1 projections of R-ISONet-34", {{128, 64, 1, 2, 1}, {256, 128, 1, 2, 1}, {512, 256, 1, 2, 1}},
            speed);
}

}  // namespace isonet::benchmarks
