#include "training/measurement/ScalarRecorder.h"

#include <algorithm>
#include <cmath>

#include "model/base/NumberText.h"
#include "training/telemetry/EventFolder.h"

namespace isonet::training {

using telemetry::Record;
using telemetry::Scalar;

namespace {

std::string text(double value) {
    return std::isnan(value) ? "not a number" : base::significant(value, 6);
}

std::string described(const StepNumbers& numbers) {
    return "loss " + text(numbers.loss) + (numbers.penalty ? ", penalty " + text(*numbers.penalty) : std::string()) +
           ", learning rate " + text(numbers.learningRate);
}

}  // namespace

void ScalarSums::add(const StepNumbers& numbers, double withPenalty) {
    total += withPenalty;
    loss += numbers.loss;
    parts.resize(numbers.parts.size());
    for (std::size_t i = 0; i < parts.size(); ++i)
        parts[i] += numbers.parts[i];
    images += numbers.images;
    ++steps;
    if (numbers.penalty) {
        penalty += *numbers.penalty;
        ++penalties;
        penaltyStep = numbers.step;
        lastPenalty = *numbers.penalty;
        lastWeighted = withPenalty - numbers.loss;
    }
}

ScalarRecorder::ScalarRecorder(const config::RunConfig& config, std::vector<std::string> layers,
                               std::vector<std::string> tags, std::int64_t stepsPerEpoch)
    : scalarSteps_(config.telemetry.scalarSteps),
      penaltyInterval_(config.penalty.interval),
      gamma_(spec::coefficientInForce(config::penaltyInForce(config))),
      layers_(std::move(layers)),
      tags_(std::move(tags)),
      stepsPerEpoch_(stepsPerEpoch) {}

std::vector<Record> ScalarRecorder::add(const StepNumbers& numbers, double imagesPerSecond) {
    const double penalty = numbers.penalty.value_or(0);
    const double loss = numbers.loss + (gamma_ > 0 ? gamma_ * penalty : 0.0);
    if (!std::isfinite(loss)) {
        const std::string before = lastSeen();
        divergence_ = "The loss is not finite at step " + std::to_string(numbers.step) + " (epoch " +
                      std::to_string(numbers.step / stepsPerEpoch_ + 1) + "): " + described(numbers) + ". " + before +
                      (before.empty() ? "" : " ") +
                      "A lower learning rate (optimizer.learning_rate), a warmup (schedule.warmup_epochs), clipping "
                      "(optimizer.clip_norm) or a smaller penalty coefficient (penalty.coefficient) may help.";
        return {};
    }
    if (window.steps == 0 && epoch.steps == 0)
        lastLoss_ = loss;
    last_ = numbers;
    if (numbers.penalty)
        lastWeighted_ = loss - numbers.loss;
    if (numbers.penalty)
        minPenalty_ = std::min(minPenalty_.value_or(penalty), penalty);
    window.add(numbers, loss);
    epoch.add(numbers, loss);
    if (!due(numbers.step))
        return {};
    return windowRecords(numbers.step, numbers.learningRate, imagesPerSecond, numbers.deviations);
}

std::string ScalarRecorder::lastSeen() const {
    constexpr double explosion = 1000;
    if (!last_)
        return {};
    std::string seen = "Last finite values, at step " + std::to_string(last_->step) + ": " + described(*last_);
    const double lowest = minPenalty_.value_or(0);
    if (last_->penalty && *last_->penalty > explosion * std::max(lowest, 1.0))
        seen += "; the penalty had been as low as " + text(lowest) + ": the kernels exploded before the loss did";
    return seen + ".";
}

std::vector<Record> ScalarRecorder::finish(std::int64_t step, double learningRate, double imagesPerSecond,
                                           const std::vector<double>& deviations) {
    return windowRecords(step, learningRate, imagesPerSecond, deviations);
}

std::optional<double> ScalarRecorder::top1(const ScalarSums& sums) const {
    const auto tag = std::find(tags_.begin(), tags_.end(), telemetry::tags::trainTop1);
    if (tag == tags_.end() || sums.steps == 0)
        return std::nullopt;
    return sums.meanPart(static_cast<std::size_t>(tag - tags_.begin()));
}

double ScalarRecorder::epochTop1() const {
    return top1(epoch).value_or(-1);
}

std::vector<Record> ScalarRecorder::windowRecords(std::int64_t step, double learningRate, double imagesPerSecond,
                                                  const std::vector<double>& deviations) {
    namespace tags = telemetry::tags;
    std::vector<Record> records;
    const double now = telemetry::secondsNow();
    const auto putAt = [&](std::int64_t at, const std::string& tag, double value) {
        records.push_back(Record{tag, at, now, Scalar{value}});
    };
    const auto put = [&](const std::string& tag, double value) { putAt(step, tag, value); };
    const bool sometimes = penaltyInterval_ > 1 && gamma_ > 0;
    if (window.steps > 0 && sometimes) {
        const double loss = window.loss / static_cast<double>(window.steps);
        lastLoss_ = loss + lastWeighted_;
        lastTop1_ = top1(window).value_or(-1);
        if (window.penalties > 0) {
            put(tags::lossTotal, loss + window.lastWeighted);
            putAt(window.penaltyStep, tags::lossPenalty, window.lastPenalty);
            putAt(window.penaltyStep, tags::lossWeightedPenalty, window.lastWeighted);
        }
    } else if (window.steps > 0) {
        lastLoss_ = window.total / static_cast<double>(window.steps);
        lastTop1_ = top1(window).value_or(-1);
        put(tags::lossTotal, lastLoss_);
        if (window.penalties > 0)
            put(tags::lossPenalty, window.penalty / static_cast<double>(window.penalties));
        if (window.penalties > 0)
            put(tags::lossWeightedPenalty, window.weightedPenalty() / static_cast<double>(window.steps));
    }
    if (window.steps > 0) {
        for (std::size_t i = 0; i < window.parts.size() && i < tags_.size(); ++i)
            put(tags_[i], window.meanPart(i));
        window = {};
    }
    put(tags::learningRate, learningRate);
    put(tags::epoch, static_cast<double>(step) / static_cast<double>(stepsPerEpoch_));
    if (imagesPerSecond > 0)
        put(tags::imagesPerSecond, imagesPerSecond);
    for (std::size_t i = 0; i < deviations.size() && i < layers_.size(); ++i)
        put(tags::deviation + layers_[i], deviations[i]);
    return records;
}

}  // namespace isonet::training
