#include "training/experiments/Scale.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <set>

#include "training/config/ConfigFields.h"
#include "training/config/RunConfigYaml.h"
#include "training/config/Suggestion.h"

namespace isonet::experiments {
namespace {

using config::numberText;

constexpr int kSmallBatch = 128;  // published, for CIFAR
constexpr int kSmallInput = 32;   // pixels; smaller images are padded to it
constexpr int kFewEpochs = 10;
constexpr double kLeastWarmup = 0.5;  // epochs
constexpr int kFashionPadding = 2, kSmallPadding = 4;

[[noreturn]] void fail(const std::string& field, const std::string& message) {
    throw config::ConfigError(std::vector<spec::Problem>{{field, message}});
}

const config::DatasetFacts& factsOf(const std::string& name) {
    if (const auto* facts = config::findDataset(name))
        return *facts;
    std::vector<std::string_view> names;
    for (const auto& known : config::knownDatasets())
        names.push_back(known.name);
    fail("--data", "'" + name + "' is not a data set that can be opened; accepted: " + config::joined(names) +
                       config::didYouMean(name, names));
}

// Detectors want boxes, classifiers classes of images.
void checkKind(const config::Experiment& experiment, const config::DatasetFacts& facts) {
    const bool detection = config::isDetection(experiment.rows.front().config);
    if (facts.detection == detection)
        return;
    std::vector<std::string_view> names;
    for (const auto& known : config::knownDatasets())
        if (known.detection == detection)
            names.push_back(known.name);
    fail("--data", facts.title + (detection ? " has no boxes of objects, and " : " has boxes of objects, and ") +
                       experiment.name + (detection ? " trains detectors" : " trains classifiers") +
                       "; accepted: " + config::joined(names));
}

bool isSmall(const config::DatasetFacts& facts) {
    return facts.height > 0 && facts.height <= config::kLargestPaddedSize;
}

int nearestSmallDepth(int depth) {
    const int blocks = std::max(1, static_cast<int>(std::lround((depth - 2) / 6.0)));  // halves away from zero
    return 6 * blocks + 2;
}

// The rows that are asked for, in the experiment's order.
void choose(config::Experiment& experiment, const std::vector<std::string>& wanted) {
    if (wanted.empty())
        return;
    std::vector<std::string_view> accepted;
    for (const auto& row : experiment.rows)
        for (const std::string& name : {std::cref(row.label), std::cref(row.id)})
            if (!name.empty() && std::find(accepted.begin(), accepted.end(), name) == accepted.end())
                accepted.push_back(name);
    for (const auto& name : wanted)
        if (std::find(accepted.begin(), accepted.end(), name) == accepted.end())
            fail("--rows", "'" + name + "' is not a row of " + experiment.name +
                               "; accepted: " + config::joined(accepted) + config::didYouMean(name, accepted));
    std::erase_if(experiment.rows, [&](const config::ExperimentRow& row) {
        return std::none_of(wanted.begin(), wanted.end(),
                            [&](const auto& name) { return name == row.label || name == row.id; });
    });
}

// Whether the rows of one label differ in depth: Tables 4 and 5.
bool variesDepth(const config::Experiment& experiment) {
    std::map<std::string, int> depths;
    for (const auto& row : experiment.rows) {
        const auto [found, first] = depths.try_emplace(row.label + "\n" + row.name, row.config.model.depth);
        if (!first && found->second != row.config.model.depth)
            return true;
    }
    return false;
}

// A row that is called by its network changes its name.
void setDepth(config::ExperimentRow& row, int depth) {
    const std::string before = spec::networkName(row.config.model);
    row.config.model.depth = depth;
    if (row.method.starts_with(before))
        row.method = spec::networkName(row.config.model) + row.method.substr(before.size());
}

void setDepths(config::Experiment& experiment, const std::vector<int>& depths) {
    if (depths.empty())
        return;
    std::vector<config::ExperimentRow> rows;
    if (variesDepth(experiment)) {
        std::set<int> own;
        for (const auto& row : experiment.rows)
            own.insert(row.config.model.depth);
        if (depths.size() > own.size())
            fail("--depth", std::to_string(depths.size()) + " depths, and " + experiment.name + " has " +
                                std::to_string(own.size()) + "; accepted: as many, or fewer");
        const std::vector<int> rising(own.begin(), own.end());
        for (auto row : experiment.rows) {
            const auto place = std::find(rising.begin(), rising.end(), row.config.model.depth) - rising.begin();
            if (place >= static_cast<std::ptrdiff_t>(depths.size()))
                continue;
            setDepth(row, depths[static_cast<std::size_t>(place)]);
            rows.push_back(std::move(row));
        }
    } else {
        for (const int depth : depths)
            for (auto row : experiment.rows) {
                setDepth(row, depth);
                rows.push_back(std::move(row));
            }
    }
    experiment.rows = std::move(rows);
}

void takeData(config::ExperimentRow& row, const config::DatasetFacts& facts, bool depthGiven) {
    auto& config = row.config;
    config.data.dataset = facts.name;
    config.data.root.clear();
    if (facts.channels > 0)
        config.model.channels = facts.channels;
    if (facts.classes > 0)
        config.model.classes = facts.classes;
    if (!isSmall(facts))
        return;
    config.model.height = std::max(kSmallInput, facts.height);
    config.model.width = std::max(kSmallInput, facts.width);
    if (config.model.family != spec::Family::Small) {
        config.model.family = spec::Family::Small;
        if (!depthGiven)
            setDepth(row, nearestSmallDepth(config.model.depth));
        config.data.cropPadding = facts.name == "fashion-mnist" ? kFashionPadding : kSmallPadding;
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

// Updates of a detector in all its epochs; 0: as many as its data makes.
std::int64_t updatesOf(const config::RunConfig& config) {
    return config.detection.epochBatches / std::max(1, config.optimizer.accumulateBatches) * config.run.epochs;
}

void setIterations(config::RunConfig& config, std::int64_t iterations) {
    if (!config::isDetection(config))
        fail("--iterations", "these rows train classifiers, whose length is in epochs; accepted with detectors only");
    if (iterations < config.run.epochs)
        fail("--iterations", std::to_string(iterations) + " updates for " + std::to_string(config.run.epochs) +
                                 " epochs; accepted: one an epoch at least. Fewer epochs: --epochs");
    config.detection.epochBatches = iterations / config.run.epochs * config.optimizer.accumulateBatches;
}

// Takes the row off the assignment; whether it is for this one, whose id is still the original's.
bool concerns(std::string_view& assignment, const config::ExperimentRow& row) {
    const auto colon = assignment.substr(0, assignment.find('=')).find(':');
    if (colon == std::string_view::npos)
        return true;
    const auto name = assignment.substr(0, colon);
    assignment.remove_prefix(colon + 1);
    return name == row.label || name == row.name || name == row.id;
}

void checkRowNames(const config::Experiment& experiment, const std::vector<std::string>& assignments) {
    std::vector<std::string_view> names;
    for (const auto& row : experiment.rows)
        for (const std::string& name : {std::cref(row.label), std::cref(row.name), std::cref(row.id)})
            if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end())
                names.push_back(name);
    for (const std::string_view assignment : assignments) {
        const auto colon = assignment.substr(0, assignment.find('=')).find(':');
        const std::string name(assignment.substr(0, colon));
        if (colon != std::string_view::npos && std::find(names.begin(), names.end(), name) == names.end())
            fail("--set", "'" + name + "' is not a row of " + experiment.name + "; accepted before the colon: " +
                              config::joined(names) + config::didYouMean(name, names));
    }
}

std::string ratesOf(const config::Experiment& experiment) {
    std::set<double> rates;
    for (const auto& row : experiment.rows)
        rates.insert(row.config.optimizer.learningRate);
    std::string text;
    for (const double rate : rates)
        text += (text.empty() ? "" : ", ") + numberText(rate);
    return text;
}

void note(config::Experiment& experiment, const config::Experiment& before, const Scale& scale) {
    const auto& now = experiment.rows.front().config;
    const auto& then = before.rows.front().config;
    auto& notes = experiment.notes;
    if (now.data.dataset != then.data.dataset) {
        const auto* facts = config::findDataset(now.data.dataset);
        const bool ofThePaper = experiment.rows.front().paperDepth > 0;
        notes.push_back("Data: " + (facts ? facts->title : now.data.dataset) + " in place of " +
                        (ofThePaper ? "ImageNet" : then.data.dataset) + ", inputs of " +
                        std::to_string(now.model.height) + " x " + std::to_string(now.model.width) + " pixels.");
    }
    if (now.model.family != then.model.family)
        notes.push_back(
            "Network: the published family for small images (3x3 stem, stages of 16, 32 and 64 channels, depth 6n + 2) "
            "in place of ImageNet's.");
    if (scale.images || scale.validationImages)
        notes.push_back(
            "Images: " + (now.data.trainImages > 0 ? std::to_string(now.data.trainImages) : std::string("all")) +
            " for training, " +
            (now.data.validationImages > 0 ? std::to_string(now.data.validationImages) : std::string("all")) +
            " for validation.");
    if (now.run.epochs != then.run.epochs)
        notes.push_back("Epochs: " + std::to_string(now.run.epochs) + " in place of " +
                        std::to_string(then.run.epochs) +
                        (now.schedule.kind != then.schedule.kind
                             ? "; a cosine schedule in place of steps, which would leave so short a run little time at "
                               "the full rate; warm-up "
                             : "; milestones and warm-up in proportion, warm-up ") +
                        numberText(now.schedule.warmupEpochs) + " epochs.");
    if (config::isDetection(now) && updatesOf(now) != updatesOf(then))
        notes.push_back("Updates: " + std::to_string(updatesOf(now)) + " in place of " +
                        std::to_string(updatesOf(then)) + ".");
    if (now.run.batchSize != then.run.batchSize)
        notes.push_back(
            "Batches of " + std::to_string(now.run.batchSize) + " in place of " + std::to_string(then.run.batchSize) +
            ", and the learning rates in proportion: " + ratesOf(experiment) + " in place of " + ratesOf(before) + ".");
    for (const auto& assignment : scale.assignments)
        notes.push_back((assignment.substr(0, assignment.find('=')).find(':') == std::string::npos
                             ? "Set for every row: "
                             : "Set for a row: ") +
                        assignment + ".");
}

}  // namespace

config::Experiment scaled(const config::Experiment& original, const Scale& scale) {
    config::Experiment experiment = original;
    if (experiment.rows.empty())
        fail("rows", experiment.name + " has no row");
    checkRowNames(original, scale.assignments);
    choose(experiment, scale.rows);
    const config::Experiment before = experiment;
    setDepths(experiment, scale.depths);
    experiment.failsBelow = scale.failsBelow.value_or(experiment.failsBelow);
    const auto* facts = scale.dataset.empty() ? nullptr : &factsOf(scale.dataset);
    if (facts)
        checkKind(experiment, *facts);
    for (auto& row : experiment.rows) {
        auto& config = row.config;
        const auto family = config.model.family;
        if (facts && facts->name != config.data.dataset)
            takeData(row, *facts, !scale.depths.empty());
        if (scale.root)
            config.data.root = *scale.root;
        if (scale.batchSize)
            setBatch(config, *scale.batchSize);
        else if (config.model.family != family)
            setBatch(config, kSmallBatch);
        if (scale.epochs)
            setEpochs(config, *scale.epochs);
        config.data.trainImages = scale.images.value_or(config.data.trainImages);
        config.data.validationImages = scale.validationImages.value_or(config.data.validationImages);
        for (std::string_view assignment : scale.assignments)
            if (concerns(assignment, row))
                config::applyOverride(config, assignment);
        if (scale.iterations)  // of the batches an update that are in force now
            setIterations(config, *scale.iterations);
    }
    if (auto problems = config::validate(experiment); !problems.empty())
        throw config::ConfigError(std::move(problems));
    config::nameRows(experiment);
    for (auto& row : experiment.rows)
        row.config.run.name = experiment.name + "-" + row.id;
    note(experiment, before, scale);
    return experiment;
}

}  // namespace isonet::experiments
