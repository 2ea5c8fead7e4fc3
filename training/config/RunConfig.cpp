#include "training/config/RunConfig.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <numbers>
#include <stdexcept>

namespace isonet::spec {

template <>
std::span<const std::string_view> names<isonet::config::ScheduleKind>() {
    static constexpr std::array<std::string_view, 2> all{"step", "cosine"};
    return all;
}

template <>
std::span<const std::string_view> names<isonet::config::WarmupUnit>() {
    static constexpr std::array<std::string_view, 2> all{"step", "epoch"};
    return all;
}

template <>
std::span<const std::string_view> names<isonet::config::Precision>() {
    static constexpr std::array<std::string_view, 4> all{"float32", "tf32", "bfloat16", "float16"};
    return all;
}

}  // namespace isonet::spec

namespace isonet::config {
namespace {

// Letters, digits, dots and dashes (and whatever is not ASCII): safe as a folder's name everywhere.
std::string folderName(std::string_view text, bool lowerCase) {
    constexpr size_t longest = 80;
    std::string name;
    for (const char c : text.substr(0, longest)) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x80 || std::isalnum(byte) || c == '.' || c == '_')
            name += lowerCase ? static_cast<char>(std::tolower(byte)) : c;
        else if (!name.empty() && name.back() != '-')
            name += '-';
    }
    while (!name.empty() && name.back() == '-')
        name.pop_back();
    name.erase(0, std::min(name.find_first_not_of('.'), name.size()));
    return name;
}

}  // namespace

const std::vector<DatasetFacts>& knownDatasets() {
    static const std::vector<DatasetFacts> datasets = {
        {"fashion-mnist", "Fashion-MNIST", 1, 28, 28, 10, 60000, 10000, "/usr/share/datasets/fashion-mnist",
         "apt-get install dataset-fashion-mnist"},
    };
    return datasets;
}

const DatasetFacts* findDataset(const std::string& name) {
    for (const auto& facts : knownDatasets())
        if (facts.name == name)
            return &facts;
    return nullptr;
}

std::span<const std::string_view> describedDatasets() {
    static constexpr std::array<std::string_view, 3> names{"cifar10", "cifar100", "image-folder"};
    return names;
}

std::vector<double> milestonesInForce(const RunConfig& config) {
    if (!config.schedule.milestones.empty())
        return config.schedule.milestones;
    std::vector<double> milestones;
    for (const double percent : {30.0, 60.0, 90.0})
        milestones.push_back(config.run.epochs * percent / 100);
    return milestones;
}

double learningRateAt(const RunConfig& config, std::int64_t step, std::int64_t stepsPerEpoch) {
    if (step < 0 || stepsPerEpoch < 1)
        throw std::invalid_argument("learningRateAt: step " + std::to_string(step) + " of " +
                                    std::to_string(stepsPerEpoch) +
                                    " steps an epoch; accepted: 0 or above, 1 or above");
    const double rate = config.optimizer.learningRate;
    const double warmup = config.schedule.warmupEpochs;
    const double epoch = static_cast<double>(step) / static_cast<double>(stepsPerEpoch);
    if (config.schedule.warmupUnit == WarmupUnit::Epoch) {
        const auto running = static_cast<double>(step / stepsPerEpoch + 1);
        if (running < warmup)
            return rate * running / warmup;
    } else if (epoch < warmup) {
        return rate * epoch / warmup;
    }
    if (config.schedule.kind == ScheduleKind::Cosine) {
        const double length = config.run.epochs - warmup;
        const double progress = length > 0 ? std::clamp((epoch - warmup) / length, 0.0, 1.0) : 1.0;
        return rate * (1 + std::cos(std::numbers::pi * progress)) / 2;
    }
    double factor = 1;
    for (const double milestone : milestonesInForce(config)) {
        // A milestone such as 0.6 epochs is a whole number of steps only up to rounding.
        const double milestoneStep = milestone * static_cast<double>(stepsPerEpoch);
        if (static_cast<double>(step) >= milestoneStep - 1e-6)
            factor *= config.schedule.factor;
    }
    return rate * factor;
}

std::string runTitle(const RunConfig& config) {
    const std::string given = folderName(config.run.name, false);
    if (!given.empty())
        return given;
    return folderName(spec::networkName(config.model) + "-" + config.data.dataset, true);
}

}  // namespace isonet::config
