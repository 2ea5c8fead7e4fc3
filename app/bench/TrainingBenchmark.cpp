#include "app/bench/TrainingBenchmark.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <iomanip>
#include <limits>
#include <memory>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "app/bench/StepWorker.h"
#include "app/bench/TemporaryFolder.h"
#include "model/kernels/CudaPlugin.h"
#include "training/data/classification/ByteImageDataset.h"
#include "training/data/images/CounterRandom.h"
#include "training/engine/loop/Trainer.h"
#include "training/engine/tasks/Classification.h"
#include "training/sweeps/Presets.h"

namespace isonet::benchmarks {
namespace {

using TrainingClock = std::chrono::steady_clock;
constexpr std::int64_t storedImages = 256;

// `count` images, of which only some differ.
std::shared_ptr<const training::Dataset> randomDataset(const config::RunConfig& config, std::int64_t count) {
    const auto& model = config.model;
    auto images = std::make_shared<training::ByteImages>();
    images->shape = {model.channels, model.height, model.width};
    images->mean.assign(static_cast<std::size_t>(model.channels), 0.5F);
    images->deviation = images->mean;
    images->classNames.assign(static_cast<std::size_t>(model.classes), "random");
    training::RandomStream random(1);
    images->pixels.resize(static_cast<std::size_t>(storedImages) * training::bytesOf(images->shape));
    for (auto& byte : images->pixels)
        byte = static_cast<std::uint8_t>(random.below(256));
    for (std::int64_t i = 0; i < storedImages; ++i)
        images->labels.push_back(static_cast<int>(random.below(static_cast<std::uint64_t>(model.classes))));
    std::vector<std::int64_t> chosen;
    for (std::int64_t i = 0; i < count; ++i)
        chosen.push_back(i % storedImages);
    return std::make_shared<training::ByteImageDataset>(
        images, training::Placement{images->shape, config.data.cropPadding, config.data.flip}, std::move(chosen));
}

// The times at which the first and the last step are done.
class StepTimes : public training::TrainingObserver {
public:
    StepTimes(const at::Device& device, std::int64_t last) : device_(device), lastStep_(last) {}

    void onStep(std::int64_t step) override {
        steps_ = step;
        if (step != 1 && step != lastStep_)
            return;
        if (!device_.is_cpu())
            at::zeros({1}, device_).item<float>();  // waits for the device
        (step == 1 ? first_ : last_) = TrainingClock::now();
    }
    double perStep() const {
        return std::chrono::duration<double>(last_ - first_).count() / static_cast<double>(steps_ - 1);
    }
    std::int64_t steps() const { return steps_; }

private:
    const at::Device device_;
    const std::int64_t lastStep_;
    TrainingClock::time_point first_, last_;
    std::int64_t steps_ = 0;
};

double wholeTraining(const config::RunConfig& config, int steps) {
    const auto makeTask = [&](const config::RunConfig& run, const at::Device& device, distributed::Group* group) {
        model::Network network(run.model);
        training::placeNetwork(network, device);
        return std::make_unique<training::Classification>(
            std::move(network), run, device,
            training::DatasetPair{randomDataset(run, steps * run.run.batchSize), randomDataset(run, 1)}, group);
    };
    const TemporaryFolder temporary;
    auto directory = telemetry::RunDirectory::create(temporary.path / "run", config);
    StepTimes times(at::Device(config.run.device), steps);
    training::TrainingControl control;
    const auto result = training::train(config, directory, times, control, std::stop_token(), makeTask);
    if (result.state != telemetry::RunState::Finished || times.steps() != steps)
        throw std::runtime_error("the training ended at step " + std::to_string(times.steps()) + " of " +
                                 std::to_string(steps) + ": " + result.message);
    return times.perStep();
}

double bareSteps(const config::RunConfig& config, int steps) {
    StepWorker worker(StepMode::Ours, config);
    worker.step();
    double seconds = 0;
    for (int i = 1; i < steps; ++i)
        seconds += worker.step();
    return seconds / (steps - 1);
}

// About twenty seconds of steps.
int stepsFor(const config::RunConfig& config) {
    constexpr double seconds = 20;
    return static_cast<int>(std::clamp(seconds / bareSteps(config, 4), 20.0, 1000.0));
}

void printTraining(std::ostream& out, const config::RunConfig& config) {
    const int steps = stepsFor(config);
    const auto& model = config.model;
    out << "Training of " << steps << " steps with loader, records and measurements, against the same steps alone; "
        << at::get_num_threads() << " threads\n";
    const Comparison times = compareTraining(config, steps, 3);
    const auto images = static_cast<double>(config.run.batchSize);
    out << spec::networkName(model) << ", " << config.run.batchSize << " images of " << model.width << "x"
        << model.height << ", " << config.run.device << std::fixed << std::setprecision(1) << "\n  bare step     "
        << std::setw(10) << images / times.published << " images/s\n  whole training" << std::setw(10)
        << images / times.ours << " images/s\n  ratio         " << std::setprecision(1) << std::setw(10)
        << 100 * times.ratio() << " %   (goal: at least 97 %)\n";
}

void runTraining(std::ostream& out) {
    const auto* preset = sweeps::findPreset("isonet-20-fashion-mnist");
    if (preset == nullptr)
        throw std::logic_error("the preset isonet-20-fashion-mnist is missing");
    config::RunConfig config = preset->config;
    config.run.device = "cpu";
    config.run.precision = config::Precision::Float32;
    config.optimizer.learningRate = 1e-3;  // random labels: keep the weights finite
    printTraining(out, config);
}

}  // namespace

Comparison compareTraining(const config::RunConfig& config, int steps, int turns) {
    config::RunConfig run;  // with what a step depends on, and not what ends a run early or adds to it
    run.model = config.model;
    run.penalty = config.penalty;
    run.optimizer = config.optimizer;
    run.optimizer.accumulateBatches = 1;
    run.data.dataset = "folder";      // accepts any shape
    run.data.root = "random images";  // none is read
    run.data.workers = config.data.workers;
    run.data.flip = config.data.flip;
    run.data.cropPadding = config.data.cropPadding;
    run.telemetry = config.telemetry;
    run.telemetry.checkpointMinutes = 60;
    run.run.batchSize = config.run.batchSize;
    run.run.precision = config.run.precision;
    run.run.checkpointActivations = config.run.checkpointActivations;
    run.run.cudaGraph = config.run.cudaGraph;
    run.run.device = model::resolveDevice(config.run.device);
    run.run.epochs = 1;
    Comparison best{std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
    for (int turn = 0; turn < turns; ++turn) {
        best.published = std::min(best.published, bareSteps(run, steps));
        best.ours = std::min(best.ours, wholeTraining(run, steps));
    }
    return best;
}

Benchmark trainingBenchmark() {
    Benchmark benchmark{"training",
                        "a whole training of ISONet-20, or of --network, against the bare step that it repeats",
                        runTraining};
    benchmark.runConfig = printTraining;
    return benchmark;
}

}  // namespace isonet::benchmarks
