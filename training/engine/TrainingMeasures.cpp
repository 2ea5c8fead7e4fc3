// The part of TrainingLoop that evaluates and measures.
#include <ATen/ATen.h>

#include <cmath>
#include <cstdio>

#include "training/engine/TrainingLoop.h"

namespace isonet::training {
namespace {

using Clock = std::chrono::steady_clock;

double wallTime() {
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace

void TrainingLoop::measureIfDue() {
    if (measurementDue_ && measurer_.measure(network_, step_)) {
        measurementDue_ = false;
        measuredStep_ = step_;
    }
    if (const auto error = measurer_.takeError())
        reporter_.message("A measurement failed: " + *error);
}

bool TrainingLoop::evaluateEpoch() {
    if (config_.telemetry.spectrumSteps == 0 && step_ != steps_) {
        measurementDue_ = true;
        measureIfDue();
    }
    const auto begin = Clock::now();
    const auto progress = [this](std::int64_t, std::int64_t) { publish(); };
    const EvaluationResult evaluated = evaluate(network_, *data_.validation, config_, device_, stop_, progress);
    if (evaluated.images < data_.validation->size())
        return false;
    const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    clock_.evaluationTook(seconds);
    if (!std::isfinite(evaluated.crossEntropy)) {
        recorder_.diverged("The cross entropy of the validation images is not finite after step " +
                           std::to_string(step_) + " (end of epoch " + std::to_string(epoch_) +
                           "). A lower learning rate (optimizer.learning_rate) may help.");
        return false;
    }
    validation_ = evaluated;
    evaluationDue_ = false;
    reporter_.status.validationTop1 = evaluated.top1;
    recordEvaluation();
    char line[160];
    std::snprintf(line, sizeof line,
                  "Epoch %lld of %d: training top-1 %.2f %%, validation top-1 %.2f %%, cross entropy %.4f",
                  static_cast<long long>(epoch_), config_.run.epochs, recorder_.epoch.top1(), evaluated.top1,
                  evaluated.crossEntropy);
    reporter_.message(line);
    return true;
}

void TrainingLoop::recordEvaluation() {
    sink_.write(
        {{telemetry::tags::validationTop1, step_, wallTime(), telemetry::Scalar{validation_->top1}},
         {telemetry::tags::validationCrossEntropy, step_, wallTime(), telemetry::Scalar{validation_->crossEntropy}}});
}

void TrainingLoop::recordEnd() {
    const at::Tensor squares = training_->measureDeviations().to(at::kCPU, at::kDouble).contiguous();
    std::vector<double> deviations;
    for (std::int64_t i = 0; i < squares.numel(); ++i)
        deviations.push_back(std::sqrt(2.0 * std::max(0.0, squares.const_data_ptr<double>()[i])));
    const double rate = steps_ > 0 ? config::learningRateAt(config_, steps_ - 1, stepsPerEpoch_) : 0;
    sink_.write(recorder_.finish(step_, rate, clock_.imagesPerSecond(), deviations));
    measurer_.wait(stop_);
    measurementDue_ = measuredStep_ != step_;
    measureIfDue();
    measurer_.wait(stop_);
    measureIfDue();  // says what went wrong, if anything did
}

}  // namespace isonet::training
