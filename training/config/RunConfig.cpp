#include "training/config/RunConfig.h"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <numbers>
#include <stdexcept>

#include "model/spec/DetectorPlan.h"

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

template <>
std::span<const std::string_view> names<isonet::config::CropKind>() {
    static constexpr std::array<std::string_view, 3> all{"automatic", "padded", "resized"};
    return all;
}

}  // namespace isonet::spec

namespace isonet::config {
namespace {

namespace fs = std::filesystem;

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

fs::path variable(const char* name) {
    const char* value = std::getenv(name);
    return fs::path(value ? value : "");
}

DatasetFacts cifar(const std::string& name, const std::string& number, int classes, std::vector<double> mean,
                   std::vector<double> deviation) {
    const std::string remedy = "put cifar-" + number +
                               "-binary.tar.gz, the binary version from the CIFAR page of the University of Toronto "
                               "(www.cs.toronto.edu/~kriz/cifar.html), packed or unpacked, into " +
                               defaultDataFolder() + ", or set data.root to where it is";
    return {name,
            "CIFAR-" + number,
            3,
            32,
            32,
            classes,
            50000,
            10000,
            defaultDataFolder(),
            remedy,
            std::move(mean),
            std::move(deviation)};
}

}  // namespace

std::string userFolder() {
    // The XDG specification has relative paths ignored.
    if (const auto data = variable("XDG_DATA_HOME"); data.is_absolute())
        return (data / "isonet").string();
    fs::path home = variable("HOME");
    if (home.empty()) {
        const passwd* user = ::getpwuid(::getuid());
        home = user && user->pw_dir ? fs::path(user->pw_dir) : fs::current_path();
    }
    return (home / ".local" / "share" / "isonet").string();
}

std::string defaultDataFolder() {
    const auto data = variable("ISONET_DATA");
    return data.empty() ? (fs::path(userFolder()) / "data").string() : data.string();
}

const std::vector<DatasetFacts>& knownDatasets() {
    static const std::vector<DatasetFacts> datasets = {
        {"fashion-mnist",
         "Fashion-MNIST",
         1,
         28,
         28,
         10,
         60000,
         10000,
         "/usr/share/datasets/fashion-mnist",
         "apt-get install dataset-fashion-mnist",
         {0.2860406},
         {0.3530242}},
        cifar("cifar10", "10", 10, {0.49139968, 0.48215841, 0.44653091}, {0.24703223, 0.24348513, 0.26158784}),
        cifar("cifar100", "100", 100, {0.50707516, 0.48654887, 0.44091784}, {0.26733429, 0.25643846, 0.27615047}),
        {"folder",
         "Folder of images",
         3,
         224,
         224,
         1000,
         1281167,
         50000,
         "",
         "set data.root to a folder that holds train/ and val/, each with a folder of images for every class (as "
         "ImageNet's are), or to a folder of class folders alone",
         {0.485, 0.456, 0.406},
         {0.229, 0.224, 0.225},
         true},
        {"coco",
         "COCO (detection)",
         3,
         224,
         224,
         80,
         118287,
         5000,
         "",
         "set data.root to a folder that holds annotations/ and the folders of images, as COCO's are "
         "(annotations/instances_train2017.json, train2017/, ...; cocodataset.org)",
         {0.485, 0.456, 0.406},
         {0.229, 0.224, 0.225},
         true,
         true},
    };
    return datasets;
}

const DatasetFacts* findDataset(const std::string& name) {
    for (const auto& facts : knownDatasets())
        if (facts.name == name || (facts.anyShape && name == "image-folder"))
            return &facts;
    return nullptr;
}

bool isDetection(const RunConfig& config) {
    const DatasetFacts* facts = findDataset(config.data.dataset);
    return facts && facts->detection;
}

spec::ModelSpec networkSpec(const RunConfig& config) {
    return isDetection(config) ? spec::backboneSpec(config.model, config.detection.detector) : config.model;
}

CropKind cropInForce(const DataConfig& data) {
    if (data.crop != CropKind::Automatic)
        return data.crop;
    const DatasetFacts* facts = findDataset(data.dataset);
    return facts && facts->anyShape ? CropKind::Resized : CropKind::Padded;
}

int resizeInForce(const DataConfig& data, const spec::ModelSpec& model) {
    if (data.resize > 0)
        return data.resize;
    const int input = std::max(model.height, model.width);
    return cropInForce(data) == CropKind::Resized ? static_cast<int>(std::lround(input / 0.875)) : input;
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
    const DatasetFacts* facts = findDataset(config.data.dataset);
    std::string data = facts ? facts->name : config.data.dataset;
    if (facts && facts->anyShape && !config.data.root.empty()) {
        const fs::path folder = fs::path(config.data.root + "/").lexically_normal().parent_path().filename();
        if (!folder.empty() && folder != "." && folder != "..")
            data = folder.string();
    }
    return folderName(spec::networkName(config.model) + "-" + data, true);
}

}  // namespace isonet::config
