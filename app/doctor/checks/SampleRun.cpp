#include "app/doctor/checks/SampleRun.h"

#include <stdexcept>

#include "app/doctor/checks/Agreement.h"
#include "model/base/AtomicFile.h"
#include "training/data/images/CounterRandom.h"
#include "training/engine/checkpoint/LoadedNetwork.h"
#include "training/engine/loop/Trainer.h"

namespace isonet::doctor {
namespace {

constexpr int side = 28, classes = 10;

std::string idxHeader(const std::vector<std::uint32_t>& shape) {
    std::string bytes{'\0', '\0', '\x08', static_cast<char>(shape.size())};
    for (const std::uint32_t extent : shape)
        for (int shift = 24; shift >= 0; shift -= 8)
            bytes += static_cast<char>(extent >> shift);
    return bytes;
}

// Keeps the records and requests a stop after a number of steps.
class Recorder : public training::TrainingObserver {
public:
    Recorder(std::stop_token outer, std::int64_t stopAfter) : outer_(std::move(outer)), stopAfter_(stopAfter) {}
    void onStep(std::int64_t done) override {
        if (done == stopAfter_ || outer_.stop_requested())
            stop.request_stop();
    }
    void onRecords(const std::vector<telemetry::Record>& all) override {
        records.insert(records.end(), all.begin(), all.end());
    }
    bool waitForRoom(const std::string&) override { return false; }

    std::stop_source stop;
    std::vector<telemetry::Record> records;

private:
    std::stop_token outer_;
    std::int64_t stopAfter_;
};

}  // namespace

void writeSampleImages(const std::filesystem::path& folder, int trainImages, int validationImages) {
    std::filesystem::create_directories(folder);
    training::RandomStream random(7);
    const auto write = [&](const std::string& part, int count) {
        const auto number = static_cast<std::uint32_t>(count);
        std::string images = idxHeader({number, side, side}), labels = idxHeader({number});
        for (int i = 0; i < count; ++i) {
            labels += static_cast<char>(i % classes);
            for (int pixel = 0; pixel < side * side; ++pixel)
                images += static_cast<char>(25 * (i % classes) + static_cast<int>(random.below(30)));
        }
        base::replaceFile(folder / (part + "-images-idx3-ubyte"), images);
        base::replaceFile(folder / (part + "-labels-idx1-ubyte"), labels);
    };
    write("train", trainImages);
    write("t10k", validationImages);
}

config::RunConfig sampleConfig(const std::filesystem::path& images, const std::string& device) {
    config::RunConfig config;
    config.model.depth = 8;
    config.model.channels = 1;
    config.model.height = config.model.width = side;
    config.model.classes = classes;
    config.data.dataset = "fashion-mnist";
    config.data.root = images.string();
    config.data.cropPadding = 2;
    config.data.flip = false;
    config.data.workers = 1;
    config.optimizer.learningRate = 0.02;
    config.telemetry.scalarSteps = 1;
    config.telemetry.spectrumSteps = 0;
    config.run.device = device;
    config.run.precision = config::Precision::Float32;
    config.run.epochs = 2;
    config.run.batchSize = 20;
    return config;
}

SampleResult sampleRun(const std::filesystem::path& folder, const config::RunConfig& config, std::stop_token stop,
                       std::int64_t stopAfter) {
    auto directory = std::filesystem::exists(folder / "config.yaml") ? telemetry::RunDirectory::resume(folder)
                                                                     : telemetry::RunDirectory::create(folder, config);
    Recorder recorder(std::move(stop), stopAfter);
    training::TrainingControl control;
    const auto result = training::train(config, directory, recorder, control, recorder.stop.get_token());
    const auto wanted = stopAfter > 0 ? telemetry::RunState::Interrupted : telemetry::RunState::Finished;
    if (result.state != wanted)
        throw std::runtime_error("the run ended as " + std::string(telemetry::stateName(result.state)) + " at step " +
                                 std::to_string(result.status.step) +
                                 (result.message.empty() ? "" : ": " + result.message));
    SampleResult sample{result.status.step, result.status.validationTop1, std::move(recorder.records), {}};
    const auto loaded = training::loadNetwork(directory.checkpoint("latest").string());
    for (const auto& parameter : loaded.network->named_parameters())
        sample.weights[parameter.key()] = parameter.value().detach().cpu();
    return sample;
}

std::string weightDifference(const std::map<std::string, at::Tensor>& a, const std::map<std::string, at::Tensor>& b) {
    std::string worstName;
    double worst = 0;
    for (const auto& [name, weight] : a) {
        const double off = b.contains(name) ? difference(weight, b.at(name)) : 1;
        if (off > worst || !b.contains(name)) {
            worst = off;
            worstName = name;
        }
    }
    return worst == 0 ? "" : worstName + " differs by " + brief(worst);
}

}  // namespace isonet::doctor
