#include "tests/benchmarks/StepBenchmark.h"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <limits>
#include <map>
#include <memory>

#include "tests/benchmarks/StepProcess.h"

namespace isonet::benchmarks {
namespace {

struct Goals {
    double published, channelsLast;  // 0: none
};

config::RunConfig configured(spec::Family family, int depth, int side, int classes, int batch) {
    config::RunConfig config;
    config.model.family = family;
    config.model.depth = depth;
    config.model.channels = 3;
    config.model.height = config.model.width = side;
    config.model.classes = classes;
    config.optimizer.learningRate = 1e-3;  // random labels: nothing is to be learned
    config.run.batchSize = batch;
    return config;
}

void ratio(std::ostream& out, const char* what, double value, const char* goal, double limit) {
    out << "  " << std::left << std::setw(38) << what << std::right << std::fixed << std::setprecision(2)
        << std::setw(8) << value;
    if (limit > 0)
        out << "   (goal: " << goal << ' ' << limit << ')';
    out << '\n';
}

void compare(std::ostream& out, const char* title, const config::RunConfig& config, int turns, const Goals& goals) {
    constexpr double mebibyte = 1 << 20;
    const std::pair<StepMode, const char*> modes[] = {{StepMode::Published, "published"},
                                                      {StepMode::PublishedChannelsLast, "published, channels-last"},
                                                      {StepMode::Ours, "ours"},
                                                      {StepMode::Convolutions, "its convolutions alone"}};
    std::map<StepMode, std::unique_ptr<StepProcess>> processes;
    std::map<StepMode, double> best;
    for (const auto& [mode, name] : modes) {
        processes[mode] = std::make_unique<StepProcess>(mode, config);
        processes[mode]->step();  // allocations and the choice of algorithms
        best[mode] = std::numeric_limits<double>::infinity();
    }
    for (int turn = 0; turn < turns; ++turn)
        for (const auto& [mode, name] : modes)
            best[mode] = std::min(best[mode], processes[mode]->step());
    out << title << "\n  " << std::left << std::setw(28) << "" << std::right << std::setw(12) << "ms a step"
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
    ratio(out, "images/s against published", best[StepMode::Published] / ours, "at least", goals.published);
    ratio(out, "images/s against its channels-last", best[StepMode::PublishedChannelsLast] / ours, "at least",
          goals.channelsLast);
    ratio(out, "peak memory against published",
          processes[StepMode::Ours]->peak() / processes[StepMode::Published]->peak(), "at most", 0.6);
    ratio(out, "step over its convolutions", ours / best[StepMode::Convolutions], "below", 1.15);
    // Deviations come with the penalty and are in the step; what else is measured runs beside it, once a cadence.
    const double cost = processes[StepMode::Ours]->measuring(ours) / (config.telemetry.spectrumSteps * ours);
    ratio(out, "telemetry at its cadence, % of a step", 100 * std::max(0.0, cost), "at most", 2);
    out << std::flush;
}

void header(std::ostream& out) {
    out << "Optimiser step (forward, cross entropy + penalty, backward, update), float32; the best of steps in turn,\n"
           "each way in a process of its own, peak memory above the process's start with its code loaded:\n";
}

}  // namespace

void runSmallStepBenchmark(std::ostream& out) {
    header(out);
    compare(out, "ISONet-20, 128 images of 32x32", configured(spec::Family::Small, 20, 32, 10, 128), 16, {1.5, 1.15});
}

void runImageNetStepBenchmark(std::ostream& out) {
    header(out);
    compare(out, "ISONet-34, 16 images of 224x224", configured(spec::Family::ImageNet, 34, 224, 1000, 16), 3, {2.0, 0});
}

}  // namespace isonet::benchmarks
