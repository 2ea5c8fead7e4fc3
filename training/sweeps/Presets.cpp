#include "training/sweeps/Presets.h"

#include <stdexcept>

#include "training/sweeps/DetectionPresets.h"
#include "training/sweeps/PaperPresets.h"

namespace isonet::sweeps {
namespace {

// Two epochs reach a useful accuracy within minutes on two CPU cores. Crop padding is two pixels because four cuts off
// parts of the clothes. The learning rate is the paper's for batches of 256, halved for 128: ISONet-20 diverged at
// 0.02. With steps at 30, 60 and 90 % such a short run spends a third of its time at the full rate (73.6 % validation
// top-1 after two epochs, one run); the cosine schedule reached 79.8 %.
config::RunConfig fashionMnist(int depth) {
    config::RunConfig config;
    config.model.family = spec::Family::Small;
    config.model.depth = depth;
    config.model.channels = 1;
    config.model.height = config.model.width = 32;
    config.model.classes = 10;
    config.data.dataset = "fashion-mnist";
    config.data.cropPadding = 2;
    config.data.workers = config::automaticWorkers;
    config.run.precision = config::Precision::Automatic;
    config.optimizer.learningRate = 0.01;
    config.optimizer.decaySlopes = false;
    config.schedule.kind = config::ScheduleKind::Cosine;
    config.schedule.warmupEpochs = 0.5;
    config.run.epochs = 2;
    config.run.batchSize = 128;
    return config;
}

Preset isonet(int depth) {
    Preset preset;
    preset.config = fashionMnist(depth);
    preset.description =
        "No normalization, no shortcuts: trains with SReLU, Delta initialization and the isometry penalty only.";
    return preset;
}

Preset residual(int depth) {
    Preset preset;
    preset.config = fashionMnist(depth);
    preset.config.model.shortcut = true;
    preset.config.model.multiplier = spec::ResidualMultiplier::Scalar;
    preset.config.model.multiplierStart = 0;
    preset.config.optimizer.learningRate = 0.05;
    preset.description = "ISONet with shortcuts; residual multipliers start at 0. No normalization.";
    return preset;
}

Preset vanilla(int depth) {
    Preset preset;
    preset.config = fashionMnist(depth);
    preset.config.model.activation = spec::Activation::ReLU;
    preset.config.model.initialization = spec::Initialization::Kaiming;
    preset.config.penalty.kind = spec::PenaltyKind::None;
    preset.config.penalty.coefficient = 0;
    preset.description = "Baseline: ReLU, Kaiming initialization, no penalty. Accuracy drops with depth.";
    return preset;
}

std::vector<Preset> allPresets() {
    std::vector<Preset> all;
    const auto add = [&](Preset preset) {
        preset.name = runTitle(preset.config);
        preset.title = spec::networkName(preset.config.model) + " on Fashion-MNIST";
        all.push_back(std::move(preset));
    };
    for (const int depth : {20, 32, 44, 56}) {
        add(isonet(depth));
        add(residual(depth));
        add(vanilla(depth));
    }
    for (auto& preset : paperPresets())
        all.push_back(std::move(preset));
    for (auto& preset : detectionPresets())
        all.push_back(std::move(preset));
    return all;
}

}  // namespace

const std::vector<Preset>& presets() {
    static const std::vector<Preset> all = allPresets();
    return all;
}

const Preset* findPreset(const std::string& name) {
    for (const auto& preset : presets())
        if (preset.name == name)
            return &preset;
    return nullptr;
}

const Preset& defaultPreset() {
    const Preset* preset = findPreset("isonet-20-fashion-mnist");
    if (!preset)
        throw std::logic_error("default preset isonet-20-fashion-mnist is missing");
    return *preset;
}

}  // namespace isonet::sweeps
