#include "training/config/Validation.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "model/base/Suggestion.h"
#include "model/spec/Recomputation.h"
#include "training/config/ConfigFields.h"
#include "training/config/DatasetInfo.h"

namespace isonet::config {
namespace {

using Problems = std::vector<spec::Problem>;

std::string count(std::int64_t value) {
    return std::to_string(value);
}

// "epochs is 0; accepted: 1 to 100000".
std::string sentence(std::string_view field, const std::string& value, const std::string& accepted) {
    return std::string(field.substr(field.find('.') + 1)) + " is " + value + "; accepted: " + accepted;
}

void range(Problems& problems, const char* field, double value, double least, double most,
           const std::string& unit = {}) {
    if (!(value >= least && value <= most))
        problems.push_back(
            {field, sentence(field, numberText(value), base::rangeText(numberText(least), numberText(most)) + unit)});
}

// Greater than `least`.
void above(Problems& problems, const char* field, double value, double least, double most,
           const std::string& unit = {}) {
    if (!(value > least && value <= most))
        problems.push_back(
            {field, sentence(field, numberText(value),
                             "more than " + numberText(least) + ", at most " + numberText(most) + unit)});
}

void integer(Problems& problems, const char* field, std::int64_t value, std::int64_t least, std::int64_t most,
             const std::string& unit = {}) {
    if (value < least || value > most)
        problems.push_back({field, sentence(field, count(value), base::rangeText(count(least), count(most)) + unit)});
}

void belowOne(Problems& problems, const char* field, double value, const std::string& unit = {}) {
    if (!(value >= 0 && value < 1))
        problems.push_back({field, sentence(field, numberText(value), "at least 0 and less than 1" + unit)});
}

void checkShape(Problems& problems, const RunConfig& config, const DatasetInfo& info) {
    const auto& model = config.model;
    const auto equal = [&](const char* field, int value, int demanded, const std::string& what) {
        if (value != demanded)
            problems.push_back(
                {field, sentence(field, count(value), count(demanded) + ", the " + what + " of " + info.title)});
    };
    equal("model.channels", model.channels, info.channels, "channels");
    equal("model.classes", model.classes, info.classes, "classes");
    const auto size = [&](const char* field, int value, int least) {
        const int most = std::max(least, kLargestPaddedSize);
        if (value < least || value > most)
            problems.push_back({field, sentence(field, count(value),
                                                base::rangeText(count(least), count(most)) + " pixels: " + info.title +
                                                    " images of " + count(info.height) + " x " + count(info.width) +
                                                    " are padded to the input size")});
    };
    size("model.height", model.height, info.height);
    size("model.width", model.width, info.width);
}

void checkDatasetName(Problems& problems, const std::string& name) {
    std::vector<std::string_view> names;
    for (const auto& known : knownDatasets())
        names.push_back(known.name);
    problems.push_back({"data.dataset",
                        "dataset is '" + name + "'; accepted: " + base::joined(names) + base::didYouMean(name, names)});
}

// No numbers, one for all channels, or one per channel.
void checkPixelNumbers(Problems& problems, const char* field, const std::vector<double>& values, int channels,
                       bool zeroAllowed) {
    for (const double value : values) {
        if (zeroAllowed)
            range(problems, field, value, 0, 1);
        else
            above(problems, field, value, 0, 10);
    }
    const auto size = static_cast<int>(values.size());
    if (size > 1 && size != channels)
        problems.push_back({field, sentence(field, "a list of " + count(size),
                                            "no numbers (the dataset's values), 1 or " + count(channels))});
}

void checkFolder(Problems& problems, const RunConfig& config, const DatasetInfo& info) {
    const auto& model = config.model;
    if (config.data.root.empty())
        problems.push_back({"data.root", "root is empty; " + info.remedy});
    const int input = std::max(model.height, model.width);
    const int resize = config.data.resize;
    if (resize != 0 && (resize < input || resize > 8192))
        problems.push_back({"data.resize", sentence("data.resize", count(resize),
                                                    "0 (automatic) or " + count(input) +
                                                        " (the network's input size) to 8192 pixels")});
}

void checkData(Problems& problems, const RunConfig& config) {
    const auto& data = config.data;
    const DatasetInfo* info = findDataset(data.dataset);
    if (!info)
        checkDatasetName(problems, data.dataset);
    integer(problems, "data.crop_padding", data.cropPadding, 0, 32, " pixels");
    above(problems, "data.crop_area", data.cropArea, 0, 1);
    checkPixelNumbers(problems, "data.mean", data.mean, config.model.channels, true);
    checkPixelNumbers(problems, "data.deviation", data.deviation, config.model.channels, false);
    range(problems, "data.validation_fraction", data.validationFraction, 0.001, 0.9);
    integer(problems, "data.split_seed", data.splitSeed, 0, mostSplitSeed);
    if (data.testSplit && info && info->detection)
        problems.push_back({"data.test_split", "test_split is true; accepted for a detector: false"});
    if (data.workers != automaticWorkers)
        integer(problems, "data.workers", data.workers, 1, 256, " threads, or automatic");
    range(problems, "data.mixup", data.mixup, 0, 100, " (0: no mixup)");
    const bool counted = info && !info->anyShape;
    const std::string all = info ? " (0: all of " + info->title + ")" : "";
    integer(problems, "data.train_images", data.trainImages, 0, counted ? info->trainImages : INT64_MAX, all);
    integer(problems, "data.validation_images", data.validationImages, 0, counted ? info->validationImages : INT64_MAX,
            all);
    if (!info)
        return;
    if (info->anyShape) {
        checkFolder(problems, config, *info);
    } else {
        checkShape(problems, config, *info);
        if (data.crop == CropKind::Resized)
            problems.push_back({"data.crop", "crop is resized; accepted for " + info->title +
                                                 ", whose images have one size: automatic and padded"});
    }
    if (!counted && data.trainImages == 0)
        return;  // known once the folder is opened
    const std::int64_t images = data.trainImages > 0 ? data.trainImages : info->trainImages;
    if (config.run.batchSize > images)
        problems.push_back(
            {"run.batch_size", sentence("run.batch_size", count(config.run.batchSize),
                                        base::rangeText("1", count(images)) + ", the number of training images")});
    else if (config.run.batchSize > 0 && config.optimizer.accumulateBatches > images / config.run.batchSize)
        problems.push_back(
            {"optimizer.accumulate_batches",
             sentence("optimizer.accumulate_batches", count(config.optimizer.accumulateBatches),
                      base::rangeText("1", count(images / config.run.batchSize)) + ", the number of batches of " +
                          count(config.run.batchSize) + " training images")});
}

void checkOptimizer(Problems& problems, const OptimizerConfig& optimizer) {
    above(problems, "optimizer.learning_rate", optimizer.learningRate, 0, 100);
    belowOne(problems, "optimizer.momentum", optimizer.momentum);
    belowOne(problems, "optimizer.adam_beta1", optimizer.adamBeta1);
    belowOne(problems, "optimizer.adam_beta2", optimizer.adamBeta2);
    above(problems, "optimizer.adam_epsilon", optimizer.adamEpsilon, 0, 1);
    above(problems, "optimizer.adam_rate_factor", optimizer.adamRateFactor, 0, 100);
    integer(problems, "optimizer.newton_schulz_steps", optimizer.newtonSchulzSteps, 1, mostNewtonSchulzSteps, " steps");
    integer(problems, "optimizer.stabilize_steps", optimizer.stabilizeSteps, 0, 1000000,
            " steps (0: only at the start)");
    range(problems, "optimizer.weight_decay", optimizer.weightDecay, 0, 1);
    range(problems, "optimizer.multiplier_learning_rate_factor", optimizer.multiplierLearningRateFactor, 0, 100);
    integer(problems, "optimizer.accumulate_batches", optimizer.accumulateBatches, 1, 4096, " batches per update");
    range(problems, "optimizer.clip_norm", optimizer.clipNorm, 0, 1e6, " (0: no clipping)");
    range(problems, "optimizer.adaptive_clip", optimizer.adaptiveClip, 0, 1e6, " (0: no clipping)");
    belowOne(problems, "optimizer.average_decay", optimizer.averageDecay, " (0: no average)");
    belowOne(problems, "optimizer.label_smoothing", optimizer.labelSmoothing);
}

// What only some settings of other sections allow.
void checkOptimizerUse(Problems& problems, const RunConfig& config) {
    if (config.run.cudaGraph && config.penalty.interval > 1)
        problems.push_back({"penalty.interval", sentence("penalty.interval", count(config.penalty.interval),
                                                         "1 with run.cuda_graph true, whose steps are all the same")});
    if (config.optimizer.kind != OptimizerKind::Orthogonal)
        return;
    const auto refuse = [&](const std::string& why) {
        problems.push_back({"optimizer.name", "name is orthogonal; accepted " + why + ": sgd, adamw and muon"});
    };
    if (config.run.cudaGraph)
        refuse("with run.cuda_graph true, because its decompositions wait for the host");
    if (config.model.weightStandardization)
        refuse("with model.weight_standardization true, which changes the kernels again");
}

void checkSchedule(Problems& problems, const RunConfig& config) {
    const auto& schedule = config.schedule;
    above(problems, "schedule.factor", schedule.factor, 0, 1);
    range(problems, "schedule.warmup_epochs", schedule.warmupEpochs, 0, std::max(config.run.epochs, 0),
          " (run.epochs)");
    double previous = 0;
    for (const double milestone : schedule.milestones) {
        if (!(milestone > previous && milestone <= config.run.epochs)) {
            problems.push_back({"schedule.milestones",
                                "milestones has " + numberText(milestone) +
                                    "; accepted: ascending epochs, more than 0 and at most run.epochs (" +
                                    count(config.run.epochs) +
                                    "). Leave the list empty (--set schedule.milestones=[], or an empty field in the "
                                    "form) to use 30, 60 and 90 % of the epochs"});
            break;
        }
        previous = milestone;
    }
}

bool isDevice(const std::string& device) {
    if (device == "auto" || device == "cpu" || device == "cuda")
        return true;
    constexpr std::string_view prefix = "cuda:";
    if (!device.starts_with(prefix))
        return false;
    std::uint8_t index = 0;
    const char* end = device.data() + device.size();
    const auto result = std::from_chars(device.data() + prefix.size(), end, index);
    return result.ec == std::errc() && result.ptr == end;
}

void checkRun(Problems& problems, const RunSettings& run) {
    const bool printable = std::none_of(run.name.begin(), run.name.end(),
                                        [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
    if (!printable || run.name.size() > 200)
        problems.push_back({"run.name", "name is not printable or too long; accepted: one line of at most 200 bytes"});
    if (!isDevice(run.device))
        problems.push_back({"run.device", "device is '" + run.device + "'; accepted: auto, cpu, cuda and cuda:N"});
    integer(problems, "run.epochs", run.epochs, 1, 100000);
    range(problems, "run.time_limit", run.timeLimit, 0, 1e6, " minutes of training (0: no limit)");
    integer(problems, "run.batch_size", run.batchSize, 1, 65536, " images");
    integer(problems, "run.chance_epochs", run.chanceEpochs, 0, 100000, " epochs (0: never)");
    if (run.cudaGraph && !run.checkpointActivations.empty())
        problems.push_back({"run.checkpoint_activations",
                            "checkpoint_activations is not empty with run.cuda_graph true; accepted: one of the two"});
    if (run.cudaGraph && run.device == "cpu")
        problems.push_back(
            {"run.cuda_graph",
             "cuda_graph is true with run.device cpu; accepted on the CPU: false. CUDA graphs require an "
             "NVIDIA device"});
}

void checkTelemetry(Problems& problems, const TelemetryConfig& telemetry) {
    integer(problems, "telemetry.scalar_steps", telemetry.scalarSteps, 1, 1000000, " steps");
    integer(problems, "telemetry.spectrum_steps", telemetry.spectrumSteps, 0, 100000000,
            " steps (0: only at the end of each epoch)");
    above(problems, "telemetry.checkpoint_minutes", telemetry.checkpointMinutes, 0, 10080, " (one week)");
    integer(problems, "telemetry.keep_every_epochs", telemetry.keepEveryEpochs, 0, 100000, " epochs (0: none)");
}

}  // namespace

std::vector<spec::Problem> validate(const RunConfig& config) {
    const spec::ModelSpec network = networkSpec(config);
    Problems problems = spec::validate(network);
    const bool planned = problems.empty();
    for (auto& problem : spec::validate(config.penalty, network))
        problems.push_back(std::move(problem));
    checkData(problems, config);
    checkOptimizer(problems, config.optimizer);
    checkOptimizerUse(problems, config);
    checkSchedule(problems, config);
    checkTelemetry(problems, config.telemetry);
    checkRun(problems, config.run);
    if (problems.empty())  // a network that can be planned
        if (const auto message = spec::unknownStage(spec::layOut(network), config.run.checkpointActivations);
            !message.empty())
            problems.push_back({"run.checkpoint_activations", "checkpoint_activations " + message});
    if (planned)
        for (auto& problem : validateFineTuning(config))
            problems.push_back(std::move(problem));
    if (isDetection(config))
        for (auto& problem : validateDetection(config))
            problems.push_back(std::move(problem));
    return problems;
}

}  // namespace isonet::config
