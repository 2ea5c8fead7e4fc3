// The part of TrainingLoop that evaluates and measures.
#include <ATen/ATen.h>

#include <cmath>
#include <cstdio>

#include "training/config/Figures.h"
#include "training/engine/TrainingLoop.h"
#include "training/telemetry/EventFolder.h"

namespace isonet::training {
namespace {

using Clock = std::chrono::steady_clock;

}  // namespace

void TrainingLoop::measureIfDue() {
    if (!directory_.keeps()) {
        measurementDue_ = false;  // the first rank measures
        return;
    }
    if (measurementDue_ && measurer_.measure(task_.network(), step_)) {
        measurementDue_ = false;
        measuredStep_ = step_;
    }
    if (const auto error = measurer_.takeError())
        reporter_.message("A measurement failed: " + *error);
}

// A replayed CUDA graph computes nothing that was not recorded with it.
bool TrainingLoop::signalsDue() const {
    if (!directory_.keeps() || config_.run.cudaGraph)
        return false;
    const int cadence = config_.telemetry.spectrumSteps;
    return cadence > 0 ? step_ % cadence == 0 : position_ == 0;
}

bool TrainingLoop::evaluateEpoch() {
    if (config_.telemetry.spectrumSteps == 0 && step_ != steps_) {
        measurementDue_ = true;
        measureIfDue();
    }
    const auto begin = Clock::now();
    if (group_)
        group_->broadcast(task_.module().buffers());  // each rank's BatchNorm has seen other images
    TaskEvaluation evaluated = task_.evaluate(stop_, [this] { publish(); });
    for (const std::string& notice : task_.takeNotices())
        reporter_.message(notice);
    if (!agreed(evaluated.complete))
        return false;
    clock_.evaluationTook(std::chrono::duration<double>(Clock::now() - begin).count());
    for (const auto& [tag, value] : evaluated.values)
        if (!std::isfinite(value)) {
            recorder_.diverged(tag + " is not finite after step " + std::to_string(step_) + " (end of epoch " +
                               std::to_string(epoch_) + "). " + recorder_.lastSeen() +
                               " A lower learning rate (optimizer.learning_rate) may help.");
            return false;
        }
    guessingEpochs_ = evaluated.guessing ? guessingEpochs_ + 1 : 0;
    validation_ = std::move(evaluated);
    evaluationDue_ = false;
    tellEvaluation();
    recordEvaluation();
    char training[40] = "";
    if (recorder_.epochTop1() >= 0)
        std::snprintf(training, sizeof training, "training top-1 %.2f %%, ", recorder_.epochTop1());
    reporter_.message("Epoch " + std::to_string(epoch_) + " of " + std::to_string(config_.run.epochs) + ": " +
                      training + validation_->summary);
    return true;
}

bool TrainingLoop::hopeless() {
    const int most = config_.run.chanceEpochs;
    if (most == 0 || guessingEpochs_ < most)
        return false;
    recorder_.diverged("The network was no better than guessing for " + std::to_string(guessingEpochs_) +
                       (guessingEpochs_ == 1 ? " epoch" : " epochs in a row") +
                       " (run.chance_epochs): " + validation_->summary + ". " + recorder_.lastSeen());
    return true;
}

void TrainingLoop::tellEvaluation() {
    if (!validation_)
        return;
    auto& status = reporter_.status;
    status.validationTop1 = validation_->score;
    status.figures.clear();
    for (const auto& figure : config::figuresOf(config_))
        for (const auto& [tag, value] : validation_->values)
            if (tag == figure.tag)
                status.figures[tag] = value;
}

void TrainingLoop::recordEvaluation() {
    std::vector<telemetry::Record> records;
    for (const auto& [tag, value] : validation_->values)
        records.push_back({tag, step_, telemetry::secondsNow(), telemetry::Scalar{value}});
    sink_.write(std::move(records));
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
