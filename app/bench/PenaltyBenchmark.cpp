#include "app/bench/PenaltyBenchmark.h"

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

namespace isonet::benchmarks {
namespace {

std::vector<at::Tensor> kernels(const PenalizedLayers& layers) {
    std::vector<at::Tensor> all;
    const std::int64_t inputs = layers.inputs / layers.groups;
    const double fan = static_cast<double>(inputs * layers.kernel * layers.width());
    for (int i = 0; i < layers.count; ++i) {
        at::Tensor weight = at::randn({layers.outputs, inputs, layers.kernel, layers.width()});
        weight.mul_(0.3 / std::sqrt(fan));
        for (at::Tensor& kernel : weight.chunk(layers.groups, 0))
            kernel.select(3, layers.width() / 2).select(2, layers.kernel / 2).diagonal().add_(1);
        all.push_back(weight.requires_grad_());
    }
    return all;
}

// Speed of one large matrix product in GFLOP/s: torch's (`published`) and ours.
Comparison productSpeeds() {
    const std::int64_t n = 1024;
    const at::Tensor a = at::randn({1, n, n}), b = at::randn({1, n, n});
    at::Tensor c = at::empty({1, n, n});
    Comparison speeds = compare([&] { at::bmm_out(c, a, b); }, [&] { model::productOut(c, a, b); }, {}, 5);
    for (double* each : {&speeds.published, &speeds.ours})
        *each = 2.0 * n * n * n / *each * 1e-9;
    return speeds;
}

// Floating-point operations of our method: 25 + 37 products for a 3x3 kernel, 17 + 25 with stride 2, 2 for 1x1.
double operations(const PenalizedLayers& layers) {
    const auto n = static_cast<double>(std::min(layers.outputs, layers.inputs));
    const auto d = static_cast<double>(std::max(layers.outputs, layers.inputs));
    const double products = layers.kernel == 1 ? 2 : layers.stride == 1 ? 62 : 42;
    return 2 * products * n * n * d * layers.count;
}

std::string labelOf(const PenalizedLayers& layers) {
    std::ostringstream label;
    label << layers.count << " of " << layers.outputs << "x" << layers.inputs / layers.groups << " " << layers.kernel
          << "x" << layers.width();
    if (layers.groups > 1)
        label << ", " << layers.groups << " groups";
    if (layers.stride > 1)
        label << ", stride " << layers.stride;
    return label.str();
}

void printNetwork(std::ostream& out, const char* name, const std::vector<PenalizedLayers>& all, double speed) {
    out << name << '\n';
    Comparison sum;
    double work = 0;
    for (const PenalizedLayers& layers : all) {
        const auto [times, difference] = comparePenalty(layers);
        std::ostringstream note;
        note << std::fixed << std::setprecision(0) << 100 * operations(layers) * 1e-9 / times.ours / speed
             << " % of matrix-product speed, gradient difference " << std::scientific << std::setprecision(0)
             << difference;
        printComparison(out, labelOf(layers), times, note.str());
        sum.published += times.published;
        sum.ours += times.ours;
        work += operations(layers);
    }
    std::ostringstream note;
    note << std::fixed << std::setprecision(0) << 100 * work * 1e-9 / sum.ours / speed << " % of matrix-product speed";
    printComparison(out, "sum", sum, note.str());
}

void printSpeed(std::ostream& out, const std::string& label, const PenaltySpeed& speed, const char* unit,
                const char* bound, double gigaflops) {
    out << std::left << std::setw(44) << label << std::right << std::fixed << std::setprecision(1) << std::setw(8)
        << speed.ours() << ' ' << unit << std::setw(8) << speed.bound() << ' ' << unit << " by " << bound
        << std::setprecision(0) << std::setw(6) << 100 * speed.times.ratio() << " %";
    if (speed.operations > 0) {
        const double seconds = speed.operations / gigaflops * 1e-9;
        out << std::setprecision(1) << std::setw(8) << speed.amount / seconds * 1e-9 << ' ' << unit
            << " by multiply-adds" << std::setprecision(0) << std::setw(6) << 100 * seconds / speed.times.ours << " %";
    }
    if (speed.step > 0)
        out << std::setprecision(1) << std::setw(8) << speed.inTraining() << ' ' << unit << " in training";
    out << '\n' << std::flush;
}

// Layers of networks without a preset. `gigaflops`: of one large matrix product.
void printSpeeds(std::ostream& out, double gigaflops) {
    out << "Any groups and kernel, as in training: penalty, matrix products of the same shapes, ratio (goal 50 %)\n";
    for (const PenalizedLayers& layers : std::vector<PenalizedLayers>{{128, 128, 3, 1, 3, 32},
                                                                      {256, 256, 3, 1, 3, 32},
                                                                      {256, 256, 3, 2, 1, 32},
                                                                      {512, 512, 3, 1, 5, 32},
                                                                      {512, 512, 3, 2, 1, 32},
                                                                      {1024, 1024, 3, 1, 2, 32},
                                                                      {1024, 1024, 3, 2, 1, 32},
                                                                      {64, 64, 3, 1, 6, 4},
                                                                      {256, 256, 3, 1, 3, 4},
                                                                      {64, 64, 2, 1, 4},
                                                                      {64, 64, 4, 2, 4},
                                                                      {64, 64, 5, 1, 4},
                                                                      {192, 192, 1, 1, 4, 1, 7},
                                                                      {192, 192, 7, 1, 4, 1, 1},
                                                                      {128, 64, 7, 2, 1}})
        printSpeed(out, labelOf(layers), againstProducts(layers), "GFLOP/s", "products", gigaflops);
    out << "Depthwise: value and gradient; copy of kernel to gradient, ratio; multiply-adds at the speed of the large "
           "matrix product, ratio; the same through autograd (goal 50 % of the slower of the two bounds where the "
           "caches do "
           "not hold the kernels: the last three)\n";
    for (const PenalizedLayers& layers : std::vector<PenalizedLayers>{{128, 128, 3, 1, 4, 128},
                                                                      {512, 512, 3, 1, 12, 512},
                                                                      {512, 512, 3, 2, 1, 512},
                                                                      {1024, 1024, 3, 1, 4, 1024},
                                                                      {512, 512, 5, 1, 8, 512},
                                                                      {512, 512, 7, 1, 8, 512},
                                                                      {1 << 22, 1 << 22, 3, 1, 1, 1 << 22},
                                                                      {1 << 21, 1 << 21, 5, 1, 1, 1 << 21},
                                                                      {1 << 20, 1 << 20, 7, 1, 1, 1 << 20}})
        printSpeed(out, labelOf(layers), againstCopy(layers), "GB/s", "copy", gigaflops);
}

void runPenalty(std::ostream& out) {
    const Comparison speeds = productSpeeds();
    const double speed = std::max(speeds.published, speeds.ours);
    out << "Penalty value + gradient, float32, " << at::get_num_threads()
        << " threads: published, ours, ratio (one large matrix product: torch " << std::fixed << std::setprecision(0)
        << speeds.published << ", ours " << speeds.ours << " GFLOP/s)\n";
    printNetwork(out, "ISONet-20",
                 {{16, 16, 3, 1, 6}, {32, 16, 3, 2, 1}, {32, 32, 3, 1, 5}, {64, 32, 3, 2, 1}, {64, 64, 3, 1, 5}},
                 speed);
    printNetwork(out, "ISONet-34 (goal 3.5)",
                 {{64, 64, 3, 1, 6},
                  {128, 64, 3, 2, 1},
                  {128, 128, 3, 1, 7},
                  {256, 128, 3, 2, 1},
                  {256, 256, 3, 1, 11},
                  {512, 256, 3, 2, 1},
                  {512, 512, 3, 1, 5}},
                 speed);
    printNetwork(out, "1x1 projections of R-ISONet-34", {{128, 64, 1, 2, 1}, {256, 128, 1, 2, 1}, {512, 256, 1, 2, 1}},
                 speed);
    printSpeeds(out, speed);
}

}  // namespace

PenaltyComparison comparePenalty(const PenalizedLayers& layers) {
    const std::vector<at::Tensor> weights = kernels(layers);
    std::vector<at::Tensor> placed;  // in the memory format that placeNetwork() chooses
    for (const at::Tensor& weight : weights)
        placed.push_back(weight.detach().clone(at::MemoryFormat::ChannelsLast).requires_grad_());
    const std::vector<std::int64_t> strides(weights.size(), layers.stride), groups(weights.size(), layers.groups);
    const auto clear = [&] {
        for (std::size_t i = 0; i < weights.size(); ++i)
            weights[i].mutable_grad() = placed[i].mutable_grad() = at::Tensor();
    };
    const auto published = [&] {
        at::Tensor total;
        for (const at::Tensor& weight : weights) {
            const at::Tensor value = model::convolutionPenaltyReference(weight, layers.stride, layers.groups);
            total = total.defined() ? total + value : value;
        }
        total.backward();
    };
    const auto ours = [&] { model::convolutionPenalty(placed, strides, groups).sum().backward(); };
    PenaltyComparison result{compare(published, ours, clear)};
    clear();
    published();
    ours();
    const at::Tensor& expected = weights[0].grad();
    result.gradientDifference = ((placed[0].grad() - expected).norm() / expected.norm()).item<double>();
    return result;
}

Benchmark penaltyBenchmark() {
    return {"penalty", "orthogonality penalty and gradient against the published padded convolution", runPenalty};
}

}  // namespace isonet::benchmarks
