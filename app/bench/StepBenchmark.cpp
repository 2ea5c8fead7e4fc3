#include "app/bench/StepBenchmark.h"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "app/bench/PublishedStep.h"
#include "app/bench/StepProcess.h"
#include "model/kernels/CudaPlugin.h"

namespace isonet::benchmarks {
namespace {

// Speed-ups over the published method, contiguous and channels-last; peak memory against it; time against the
// convolutions. 0: no goal.
struct Goals {
    double published = 0, channelsLast = 0, memory = 0, convolutions = 0;
};

config::RunConfig stepConfig(spec::Family family, int depth, int side, int classes, int batch) {
    config::RunConfig config;
    config.data.dataset = "folder";  // accepts any shape
    config.model.family = family;
    config.model.depth = depth;
    config.model.channels = 3;
    config.model.height = config.model.width = side;
    config.model.classes = classes;
    config.optimizer.learningRate = 1e-3;  // random labels: keep the weights finite
    config.run.batchSize = batch;
    return config;
}

void printRatio(std::ostream& out, const char* label, double value, const char* goal, double limit) {
    out << "  " << std::left << std::setw(38) << label << std::right << std::fixed << std::setprecision(2)
        << std::setw(8) << value;
    if (limit > 0)
        out << std::setprecision(2) << "   (goal: " << goal << ' ' << limit << ')';
    out << '\n';
}

struct Method {
    StepMode mode;
    const char* name;
};

std::vector<Method> methodsFor(const config::RunConfig& config, bool gpu) {
    std::vector<Method> methods;
    if (PublishedStep::supports(config)) {
        methods.push_back({StepMode::Published, "published"});
        methods.push_back({StepMode::PublishedChannelsLast, "published, channels-last"});
    }
    methods.push_back({StepMode::Ours, "ours"});
    if (gpu)
        methods.push_back({StepMode::OursGraph, "ours, as a graph"});
    methods.push_back({StepMode::Convolutions, "convolutions only"});
    return methods;
}

void compareModes(std::ostream& out, const std::string& title, const config::RunConfig& config, int turns,
                  const Goals& goals) {
    constexpr double mebibyte = 1 << 20;
    const bool gpu = model::resolveDevice(config.run.device) != "cpu";
    const auto methods = methodsFor(config, gpu);
    std::map<StepMode, std::unique_ptr<StepProcess>> processes;
    std::map<StepMode, double> best;
    for (const auto& [mode, name] : methods) {
        processes[mode] = std::make_unique<StepProcess>(mode, config);
        for (int warmUp = 0; warmUp < (gpu ? 10 : 1); ++warmUp)
            processes[mode]->step();  // allocations, algorithm selection, capture of a graph
        best[mode] = std::numeric_limits<double>::infinity();
    }
    for (int turn = 0; turn < turns; ++turn)
        for (const auto& [mode, name] : methods)
            best[mode] = std::min(best[mode], processes[mode]->step());
    out << title << "\n  " << std::left << std::setw(28) << "" << std::right << std::setw(12) << "ms/step"
        << std::setw(14) << "images/s" << std::setw(16) << "peak MiB" << std::setw(16) << "cross entropy" << '\n';
    for (const auto& [mode, name] : methods) {
        out << "  " << std::left << std::setw(28) << name << std::right << std::fixed << std::setprecision(1)
            << std::setw(12) << 1e3 * best[mode] << std::setw(14) << config.run.batchSize / best[mode];
        if (mode != StepMode::Convolutions)
            out << std::setprecision(0) << std::setw(16) << processes[mode]->peak() / mebibyte << std::setprecision(4)
                << std::setw(16) << processes[mode]->loss();
        out << '\n';
    }
    const double ours = std::min(best[StepMode::Ours], gpu ? best[StepMode::OursGraph] : best[StepMode::Ours]);
    if (processes.contains(StepMode::Published)) {
        printRatio(out, "images/s, ratio to published", best[StepMode::Published] / ours, "at least", goals.published);
        printRatio(out, "images/s, ratio to channels-last", best[StepMode::PublishedChannelsLast] / ours, "at least",
                   goals.channelsLast);
        printRatio(out, "peak memory, ratio to published",
                   processes[StepMode::Ours]->peak() / processes[StepMode::Published]->peak(), "at most", goals.memory);
    } else {
        out << "  The published code has no such network: nothing to compare with.\n";
    }
    printRatio(out, "step time, ratio to convolutions", ours / best[StepMode::Convolutions], "below",
               goals.convolutions);
    printRatio(out, "penalty by itself, % of a step", 100 * processes[StepMode::Ours]->penalty() / ours, "", 0);
    printRatio(out, "input by itself, % of a step", 100 * processes[StepMode::Ours]->input() / ours, "", 0);
    printRatio(out, "operator calls in a step", processes[StepMode::Ours]->operators(), "", 0);
    // The penalty already yields the deviations; the other measurements run concurrently every spectrumSteps.
    const double cost = processes[StepMode::Ours]->measuring(best[StepMode::Ours]) /
                        (config.telemetry.spectrumSteps * best[StepMode::Ours]);
    printRatio(out, "telemetry overhead, % of a step", 100 * std::max(0.0, cost), "at most", gpu ? 1 : 2);
    out << std::flush;
}

void printHeader(std::ostream& out, config::Precision precision) {
    out << "Optimizer step (forward, cross entropy + penalty, backward, update), " << spec::title(precision)
        << ". The fastest of several steps, methods alternating.\n"
           "Each method runs in its own process; peak memory is measured above that process's memory at the start:\n";
}

void runStep(std::ostream& out) {
    printHeader(out, config::Precision::Float32);
    compareModes(out, "ISONet-20, 128 images of 32x32", stepConfig(spec::Family::Small, 20, 32, 10, 128), 16,
                 {1.5, 1.15, 0.6, 1.15});
}

void runImageNetStep(std::ostream& out) {
    printHeader(out, config::Precision::Float32);
    compareModes(out, "ISONet-34, 16 images of 224x224", stepConfig(spec::Family::ImageNet, 34, 224, 1000, 16), 3,
                 {2.0, 0, 0.6, 1.15});
}

// Any network; on a GPU twice the published step at equal precision is the goal, on a CPU 1.8 times.
void runChosen(std::ostream& out, const config::RunConfig& config) {
    const auto& model = config.model;
    const bool gpu = model::resolveDevice(config.run.device) != "cpu";
    printHeader(out, config.run.precision);
    compareModes(out,
                 spec::networkName(model) + ", " + std::to_string(config.run.batchSize) + " images of " +
                     std::to_string(model.width) + "x" + std::to_string(model.height) + ", " + config.run.device,
                 config, gpu ? 30 : 3, {gpu ? 2.0 : 1.8});
}

}  // namespace

Benchmark stepBenchmark() {
    Benchmark benchmark{
        "step", "optimizer step of ISONet-20 at 32x32, or of --network, against the published method: speed, memory",
        runStep};
    benchmark.runConfig = runChosen;
    return benchmark;
}

Benchmark imageNetStepBenchmark() {
    return {"step-imagenet", "the same for ISONet-34 at 224x224", runImageNetStep};
}

}  // namespace isonet::benchmarks
