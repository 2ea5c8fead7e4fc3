#include "training/sweeps/Scale.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <set>

#include "model/base/Suggestion.h"
#include "model/spec/Architecture.h"
#include "training/config/ConfigFields.h"
#include "training/config/DatasetInfo.h"
#include "training/config/NoteNumber.h"
#include "training/config/RunConfigYaml.h"
#include "training/config/ScheduleScale.h"

namespace isonet::sweeps {
namespace {

using config::noteNumber, config::numberText;

constexpr int kSmallBatch = 128;  // published, for CIFAR
constexpr int kSmallInput = 32;   // pixels; smaller images are padded to it
constexpr int kFewEpochs = 10;
constexpr double kLeastWarmup = 0.5;  // epochs
constexpr double kMostEpochs = 100000;

[[noreturn]] void fail(const std::string& field, const std::string& message) {
    throw config::ConfigError(std::vector<spec::Problem>{{field, message}});
}

const config::DatasetInfo& infoOf(const std::string& name) {
    if (const auto* info = config::findDataset(name))
        return *info;
    std::vector<std::string_view> names;
    for (const auto& known : config::knownDatasets())
        names.push_back(known.name);
    fail("--data", "'" + name + "' is not a dataset; accepted: " + base::joined(names) + base::didYouMean(name, names));
}

// Detectors need boxes, classifiers image classes.
void checkKind(const Sweep& sweep, const config::DatasetInfo& info) {
    const bool detection = config::isDetection(sweep.rows.front().config);
    if (info.detection == detection)
        return;
    std::vector<std::string_view> names;
    for (const auto& known : config::knownDatasets())
        if (known.detection == detection)
            names.push_back(known.name);
    fail("--data", info.title + (detection ? " has no object boxes, but " : " has object boxes, but ") + sweep.name +
                       (detection ? " trains detectors" : " trains classifiers") +
                       "; accepted: " + base::joined(names));
}

bool isSmall(const config::DatasetInfo& info) {
    return info.height > 0 && info.height <= config::kLargestPaddedSize;
}

int nearestSmallDepth(int depth) {
    const int blocks = std::max(1, static_cast<int>(std::lround((depth - 2) / 6.0)));  // halves away from zero
    return 6 * blocks + 2;
}

// Keeps the requested rows, in the sweep's order.
void selectRows(Sweep& sweep, const std::vector<std::string>& wanted) {
    if (wanted.empty())
        return;
    std::vector<std::string_view> accepted;
    for (const auto& row : sweep.rows)
        for (const std::string& name : {std::cref(row.label), std::cref(row.id)})
            if (!name.empty() && std::find(accepted.begin(), accepted.end(), name) == accepted.end())
                accepted.push_back(name);
    for (const auto& name : wanted)
        if (std::find(accepted.begin(), accepted.end(), name) == accepted.end())
            fail("--rows", "'" + name + "' is not a row of " + sweep.name + "; accepted: " + base::joined(accepted) +
                               base::didYouMean(name, accepted));
    std::erase_if(sweep.rows, [&](const SweepRow& row) {
        return std::none_of(wanted.begin(), wanted.end(),
                            [&](const auto& name) { return name == row.label || name == row.id; });
    });
}

// Whether rows with the same label differ in depth (Tables 4 and 5).
bool variesDepth(const Sweep& sweep) {
    std::map<std::string, int> depths;
    for (const auto& row : sweep.rows) {
        const auto [found, first] = depths.try_emplace(row.label + "\n" + row.name, spec::depthOf(row.config.model));
        if (!first && found->second != spec::depthOf(row.config.model))
            return true;
    }
    return false;
}

// Also renames a row whose method is its network's name.
void setDepth(SweepRow& row, int depth) {
    if (!row.config.model.stages.empty())
        fail("--depth", "the network of row " + row.id +
                            " is given by its stages, which have no depth to set; accepted: "
                            "rows with family and depth, or --set model.depth_multiplier=FACTOR");
    const std::string before = spec::networkName(row.config.model);
    row.config.model.depth = depth;
    if (row.method.starts_with(before))
        row.method = spec::networkName(row.config.model) + row.method.substr(before.size());
}

void setDepths(Sweep& sweep, const std::vector<int>& depths) {
    if (depths.empty())
        return;
    std::vector<SweepRow> rows;
    if (variesDepth(sweep)) {
        std::set<int> own;
        for (const auto& row : sweep.rows)
            own.insert(spec::depthOf(row.config.model));
        if (depths.size() > own.size())
            fail("--depth", std::to_string(depths.size()) + " depths, but " + sweep.name + " has " +
                                std::to_string(own.size()) + "; accepted: at most as many");
        const std::vector<int> rising(own.begin(), own.end());
        for (auto row : sweep.rows) {
            const auto place =
                std::find(rising.begin(), rising.end(), spec::depthOf(row.config.model)) - rising.begin();
            if (place >= static_cast<std::ptrdiff_t>(depths.size()))
                continue;
            setDepth(row, depths[static_cast<std::size_t>(place)]);
            rows.push_back(std::move(row));
        }
    } else {
        for (const int depth : depths)
            for (auto row : sweep.rows) {
                setDepth(row, depth);
                rows.push_back(std::move(row));
            }
    }
    sweep.rows = std::move(rows);
}

void setData(SweepRow& row, const config::DatasetInfo& info, bool depthGiven) {
    auto& config = row.config;
    config.data.dataset = info.name;
    config.data.root.clear();
    if (info.channels > 0)
        config.model.channels = info.channels;
    if (info.classes > 0)
        config.model.classes = info.classes;
    if (!isSmall(info))
        return;
    config.model.height = std::max(kSmallInput, info.height);
    config.model.width = std::max(kSmallInput, info.width);
    if (config.model.stages.empty() && config.model.family != spec::Family::Small) {
        config.model.family = spec::Family::Small;
        if (!depthGiven)
            setDepth(row, nearestSmallDepth(config.model.depth));
        config.data.cropPadding = info.cropPadding;
    }
}

void setBatch(config::RunConfig& config, int batch) {
    config.optimizer.learningRate *= static_cast<double>(batch) / config.run.batchSize;
    config.run.batchSize = batch;
}

void setEpochs(config::RunConfig& config, int epochs) {
    const double ratio = static_cast<double>(epochs) / std::max(1, config.run.epochs);
    if (config.schedule.kind == config::ScheduleKind::Step && epochs < kFewEpochs && epochs < config.run.epochs) {
        config.schedule.kind = config::ScheduleKind::Cosine;
        config.schedule.milestones.clear();
    }
    if (config.schedule.kind == config::ScheduleKind::Step)
        for (double& milestone : config.schedule.milestones)
            milestone *= ratio;
    if (config.schedule.warmupEpochs > 0)
        config.schedule.warmupEpochs = std::min<double>(
            epochs,
            std::max(std::min(kLeastWarmup, config.schedule.warmupEpochs), config.schedule.warmupEpochs * ratio));
    config.run.epochs = epochs;
}

void checkTimeLimit(const Sweep& sweep, double minutes) {
    if (!(minutes > 0))
        fail("--time-limit", numberText(minutes) + " minutes; accepted: more than 0");
    if (std::none_of(sweep.rows.begin(), sweep.rows.end(),
                     [](const SweepRow& row) { return row.config.run.timeLimit > 0; }))
        fail("--time-limit", "no row of " + sweep.name +
                                 " has a time limit; accepted: sweeps with run.time_limit, or --set run.time_limit");
}

void setTimeLimit(config::RunConfig& config, double minutes) {
    setEpochs(config, static_cast<int>(
                          std::clamp(std::ceil(config.run.epochs * minutes / config.run.timeLimit), 1.0, kMostEpochs)));
    config.run.timeLimit = minutes;
}

// Updates of a detector over all epochs; 0: determined by its data.
std::int64_t updatesOf(const config::RunConfig& config) {
    return config.detection.epochBatches / std::max(1, config.optimizer.accumulateBatches) * config.run.epochs;
}

void setIterations(config::RunConfig& config, std::int64_t iterations) {
    if (!config::isDetection(config))
        fail("--iterations",
             "this sweep trains classifiers, whose length is set in epochs (--epochs); accepted for detectors only");
    if (iterations < config.run.epochs)
        fail("--iterations",
             std::to_string(iterations) + " updates for " + std::to_string(config.run.epochs) +
                 " epochs; accepted: at least one update per epoch. Reduce --epochs or increase --iterations");
    config.detection.epochBatches = iterations / config.run.epochs * config.optimizer.accumulateBatches;
}

// Removes the row prefix from the assignment. True if it applies to this row, whose id is still the original one.
bool appliesTo(std::string_view& assignment, const SweepRow& row) {
    const auto colon = assignment.substr(0, assignment.find('=')).find(':');
    if (colon == std::string_view::npos)
        return true;
    const auto name = assignment.substr(0, colon);
    assignment.remove_prefix(colon + 1);
    return name == row.label || name == row.name || name == row.id;
}

void checkRowNames(const Sweep& sweep, const std::vector<std::string>& assignments) {
    std::vector<std::string_view> names;
    for (const auto& row : sweep.rows)
        for (const std::string& name : {std::cref(row.label), std::cref(row.name), std::cref(row.id)})
            if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end())
                names.push_back(name);
    for (const std::string_view assignment : assignments) {
        const auto colon = assignment.substr(0, assignment.find('=')).find(':');
        const std::string name(assignment.substr(0, colon));
        if (colon != std::string_view::npos && std::find(names.begin(), names.end(), name) == names.end())
            fail("--set", "'" + name + "' is not a row of " + sweep.name +
                              "; accepted before the colon: " + base::joined(names) + base::didYouMean(name, names));
    }
}

std::string ratesOf(const Sweep& sweep) {
    std::set<double> rates;
    for (const auto& row : sweep.rows)
        rates.insert(row.config.optimizer.learningRate);
    std::string text;
    for (const double rate : rates)
        text += (text.empty() ? "" : ", ") + noteNumber(rate);
    return text;
}

void note(Sweep& sweep, const Sweep& before, const Scale& scale) {
    const auto& now = sweep.rows.front().config;
    const auto& then = before.rows.front().config;
    auto& notes = sweep.notes;
    if (now.data.dataset != then.data.dataset) {
        const auto* info = config::findDataset(now.data.dataset);
        const bool fromPaper = sweep.rows.front().paperDepth > 0;
        notes.push_back("Data: " + (info ? info->title : now.data.dataset) + " instead of " +
                        (fromPaper ? "ImageNet" : then.data.dataset) + ", inputs of " +
                        std::to_string(now.model.height) + " x " + std::to_string(now.model.width) + " pixels.");
    }
    if (now.model.family != then.model.family)
        notes.push_back(
            "Network: the published family for small images (3x3 stem, stages of 16, 32 and 64 channels, depth 6n + 2) "
            "instead of the ImageNet family.");
    if (scale.images || scale.validationImages)
        notes.push_back(
            "Images: " + (now.data.trainImages > 0 ? std::to_string(now.data.trainImages) : std::string("all")) +
            " for training, " +
            (now.data.validationImages > 0 ? std::to_string(now.data.validationImages) : std::string("all")) +
            " for validation.");
    if (scale.epochs && now.run.epochs == *scale.epochs && now.run.epochs != then.run.epochs)
        notes.push_back("Epochs: " + std::to_string(now.run.epochs) + " instead of " + std::to_string(then.run.epochs) +
                        (now.schedule.kind != then.schedule.kind
                             ? "; cosine schedule instead of steps, which would leave a short run little time at "
                               "the full rate; warmup "
                             : "; milestones and warmup scaled in proportion; warmup ") +
                        noteNumber(now.schedule.warmupEpochs) + " epochs.");
    if (scale.timeLimit)
        notes.push_back("Time limit of the rows that have one: " + noteNumber(*scale.timeLimit) + " minutes.");
    if (config::isDetection(now) && updatesOf(now) != updatesOf(then))
        notes.push_back("Updates: " + std::to_string(updatesOf(now)) + " instead of " +
                        std::to_string(updatesOf(then)) + ".");
    if (now.run.batchSize != then.run.batchSize)
        notes.push_back(
            "Batch size: " + std::to_string(now.run.batchSize) + " instead of " + std::to_string(then.run.batchSize) +
            "; learning rates scaled in proportion: " + ratesOf(sweep) + " instead of " + ratesOf(before) + ".");
    std::string ofAll;
    for (const auto& assignment : scale.assignments)
        if (assignment.substr(0, assignment.find('=')).find(':') == std::string::npos)
            ofAll += (ofAll.empty() ? "" : ", ") + assignment;
        else
            notes.push_back("Set for one row: " + assignment + ".");
    if (!ofAll.empty())
        notes.push_back("Set for all rows: " + ofAll + ".");
}

}  // namespace

Sweep scaled(const Sweep& original, const Scale& scale) {
    Sweep sweep = original;
    if (sweep.rows.empty())
        fail("rows", sweep.name + " has no rows");
    checkRowNames(original, scale.assignments);
    selectRows(sweep, scale.rows);
    const Sweep before = sweep;
    setDepths(sweep, scale.depths);
    sweep.failsBelow = scale.failsBelow.value_or(sweep.failsBelow);
    const auto* info = scale.dataset.empty() ? nullptr : &infoOf(scale.dataset);
    if (info)
        checkKind(sweep, *info);
    if (scale.timeLimit)
        checkTimeLimit(sweep, *scale.timeLimit);
    std::set<std::string> scaledBySet;
    for (auto& row : sweep.rows) {
        auto& config = row.config;
        const auto family = config.model.family;
        if (info && info->name != config.data.dataset)
            setData(row, *info, !scale.depths.empty());
        if (scale.root)
            config.data.root = *scale.root;
        if (scale.batchSize)
            setBatch(config, *scale.batchSize);
        else if (config.model.family != family)
            setBatch(config, kSmallBatch);
        if (scale.timeLimit && config.run.timeLimit > 0)
            setTimeLimit(config, *scale.timeLimit);
        else if (scale.epochs)
            setEpochs(config, *scale.epochs);
        config.data.trainImages = scale.images.value_or(config.data.trainImages);
        config.data.validationImages = scale.validationImages.value_or(config.data.validationImages);
        std::vector<std::string> own;
        for (std::string_view assignment : scale.assignments)
            if (appliesTo(assignment, row))
                own.emplace_back(assignment);
        if (std::string followed = config::applyOverrides(config, own); !followed.empty())
            scaledBySet.insert(std::move(followed));
        if (scale.iterations)  // after the assignments, which may change accumulate_batches
            setIterations(config, *scale.iterations);
    }
    if (auto problems = validate(sweep); !problems.empty())
        throw config::ConfigError(std::move(problems));
    nameRows(sweep);
    for (auto& row : sweep.rows)
        row.config.run.name = sweep.name + "-" + row.id;
    note(sweep, before, scale);
    sweep.notes.insert(sweep.notes.end(), scaledBySet.begin(), scaledBySet.end());
    return sweep;
}

}  // namespace isonet::sweeps
