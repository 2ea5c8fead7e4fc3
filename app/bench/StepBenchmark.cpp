#include "app/bench/StepBenchmark.h"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <limits>
#include <map>
#include <memory>

#include "app/bench/StepProcess.h"

namespace isonet::benchmarks {
namespace {

// Speed-ups over the published method, contiguous and channels-last; 0: no goal.
struct Goals {
    double published, channelsLast;
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
        out << "   (goal: " << goal << ' ' << limit << ')';
    out << '\n';
}

void compareModes(std::ostream& out, const char* title, const config::RunConfig& config, int turns,
                  const Goals& goals) {
    constexpr double mebibyte = 1 << 20;
    const std::pair<StepMode, const char*> modes[] = {{StepMode::Published, "published"},
                                                      {StepMode::PublishedChannelsLast, "published, channels-last"},
                                                      {StepMode::Ours, "ours"},
                                                      {StepMode::Convolutions, "convolutions only"}};
    std::map<StepMode, std::unique_ptr<StepProcess>> processes;
    std::map<StepMode, double> best;
    for (const auto& [mode, name] : modes) {
        processes[mode] = std::make_unique<StepProcess>(mode, config);
        processes[mode]->step();  // warm-up: allocations and algorithm selection
        best[mode] = std::numeric_limits<double>::infinity();
    }
    for (int turn = 0; turn < turns; ++turn)
        for (const auto& [mode, name] : modes)
            best[mode] = std::min(best[mode], processes[mode]->step());
    out << title << "\n  " << std::left << std::setw(28) << "" << std::right << std::setw(12) << "ms/step"
        << std::setw(14) << "images/s" << std::setw(16) << "peak MiB" << std::setw(16) << "cross entropy" << '\n';
    for (const auto& [mode, name] : modes) {
        out << "  " << std::left << std::setw(28) << name << std::right << std::fixed << std::setprecision(1)
            << std::setw(12) << 1e3 * best[mode] << std::setw(14) << config.run.batchSize / best[mode];
        if (mode != StepMode::Convolutions)
            out << std::setprecision(0) << std::setw(16) << processes[mode]->peak() / mebibyte << std::setprecision(4)
                << std::setw(16) << processes[mode]->loss();
        out << '\n';
    }
    const double ours = best[StepMode::Ours];
    printRatio(out, "images/s, ratio to published", best[StepMode::Published] / ours, "at least", goals.published);
    printRatio(out, "images/s, ratio to channels-last", best[StepMode::PublishedChannelsLast] / ours, "at least",
               goals.channelsLast);
    printRatio(out, "peak memory, ratio to published",
               processes[StepMode::Ours]->peak() / processes[StepMode::Published]->peak(), "at most", 0.6);
    printRatio(out, "step time, ratio to convolutions", ours / best[StepMode::Convolutions], "below", 1.15);
    // The penalty already yields the deviations; the other measurements run concurrently every spectrumSteps.
    const double cost = processes[StepMode::Ours]->measuring(ours) / (config.telemetry.spectrumSteps * ours);
    printRatio(out, "telemetry overhead, % of a step", 100 * std::max(0.0, cost), "at most", 2);
    out << std::flush;
}

void printHeader(std::ostream& out) {
    out << "Optimizer step (forward, cross entropy + penalty, backward, update), float32. The fastest of several "
           "steps, "
           "methods alternating.\n"
           "Each method runs in its own process; peak memory is measured above that process's memory at the start:\n";
}

void runStep(std::ostream& out) {
    printHeader(out);
    compareModes(out, "ISONet-20, 128 images of 32x32", stepConfig(spec::Family::Small, 20, 32, 10, 128), 16,
                 {1.5, 1.15});
}

void runImageNetStep(std::ostream& out) {
    printHeader(out);
    compareModes(out, "ISONet-34, 16 images of 224x224", stepConfig(spec::Family::ImageNet, 34, 224, 1000, 16), 3,
                 {2.0, 0});
}

}  // namespace

Benchmark stepBenchmark() {
    return {"step", "optimizer step of ISONet-20 at 32x32 against the published method: speed, memory, telemetry",
            runStep};
}

Benchmark imageNetStepBenchmark() {
    return {"step-imagenet", "the same for ISONet-34 at 224x224", runImageNetStep};
}

}  // namespace isonet::benchmarks
