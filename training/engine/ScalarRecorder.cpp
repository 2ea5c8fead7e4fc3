#include "training/engine/ScalarRecorder.h"

#include <chrono>
#include <cmath>
#include <cstdio>

namespace isonet::training {

using telemetry::Record;
using telemetry::Scalar;

namespace {

double wallTime() {
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::string text(double value) {
    if (std::isnan(value))
        return "not a number";
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, "%.6g", value);
    return buffer;
}

}  // namespace

void ScalarSums::add(const StepNumbers& numbers) {
    crossEntropy += numbers.crossEntropy;
    correct += numbers.correct;
    images += numbers.images;
    ++steps;
    if (numbers.penalty) {
        penalty += *numbers.penalty;
        ++penalties;
    }
}

ScalarRecorder::ScalarRecorder(const config::RunConfig& config, std::vector<std::string> layers,
                               std::int64_t stepsPerEpoch)
    : scalarSteps_(config.telemetry.scalarSteps),
      gamma_(config.penalty.kind == spec::PenaltyKind::None ? 0.0 : config.penalty.coefficient),
      layers_(std::move(layers)),
      stepsPerEpoch_(stepsPerEpoch) {}

std::vector<Record> ScalarRecorder::add(const StepNumbers& numbers, double imagesPerSecond) {
    const double penalty = numbers.penalty.value_or(0);
    const double loss = numbers.crossEntropy + (gamma_ > 0 ? gamma_ * penalty : 0.0);
    if (!std::isfinite(loss)) {
        divergence_ = "The loss is not finite at step " + std::to_string(numbers.step) + " (epoch " +
                      std::to_string(numbers.step / stepsPerEpoch_ + 1) + "): cross entropy " +
                      text(numbers.crossEntropy) + (numbers.penalty ? ", penalty " + text(penalty) : std::string()) +
                      ", learning rate " + text(numbers.learningRate) +
                      ". A lower learning rate (optimizer.learning_rate), a warm-up (schedule.warmup_epochs) or a "
                      "smaller penalty coefficient (penalty.coefficient) may help.";
        return {};
    }
    if (window.steps == 0 && epoch.steps == 0)
        lastLoss_ = loss;
    window.add(numbers);
    epoch.add(numbers);
    if (!due(numbers.step))
        return {};
    return windowRecords(numbers.step, numbers.learningRate, imagesPerSecond, numbers.deviations);
}

std::vector<Record> ScalarRecorder::finish(std::int64_t step, double learningRate, double imagesPerSecond,
                                           const std::vector<double>& deviations) {
    return windowRecords(step, learningRate, imagesPerSecond, deviations);
}

std::vector<Record> ScalarRecorder::windowRecords(std::int64_t step, double learningRate, double imagesPerSecond,
                                                  const std::vector<double>& deviations) {
    namespace tags = telemetry::tags;
    std::vector<Record> records;
    const double now = wallTime();
    const auto put = [&](const std::string& tag, double value) {
        records.push_back(Record{tag, step, now, Scalar{value}});
    };
    if (window.steps > 0) {
        const double crossEntropy = window.crossEntropy / static_cast<double>(window.steps);
        const double penalty = window.penalties > 0 ? window.penalty / static_cast<double>(window.penalties) : 0.0;
        lastLoss_ = crossEntropy + (gamma_ > 0 ? gamma_ * penalty : 0.0);
        lastTop1_ = window.top1();
        put(tags::lossTotal, lastLoss_);
        put(tags::lossCrossEntropy, crossEntropy);
        if (window.penalties > 0)
            put(tags::lossPenalty, penalty);
        put(tags::trainTop1, lastTop1_);
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
