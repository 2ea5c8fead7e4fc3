#include "training/engine/loop/EvaluationTracker.h"

#include <chrono>
#include <cmath>

#include "model/base/NumberText.h"
#include "training/telemetry/EventFolder.h"
#include "training/telemetry/HeadlineMetrics.h"

namespace isonet::training {

EvaluationTracker::EvaluationTracker(const TrainingContext& context, ScalarRecorder& recorder, RecordSink& sink,
                                     StepClock& clock)
    : context_(context), recorder_(recorder), sink_(sink), clock_(clock) {}

void EvaluationTracker::restore(double bestScore, std::int64_t chanceEpochs, std::optional<TaskEvaluation> latest) {
    bestScore_ = bestScore;
    chanceEpochs_ = chanceEpochs;
    latest_ = std::move(latest);
}

bool EvaluationTracker::measure(const config::RunConfig& config, std::int64_t step, const std::string& when,
                                const std::function<void()>& progress) {
    const auto start = std::chrono::steady_clock::now();
    Task& task = context_.task;
    if (context_.group)
        context_.group->broadcast(task.module().buffers());  // each rank's BatchNorm has seen different images
    TaskEvaluation evaluated = task.evaluate(context_.stop, progress);
    for (const std::string& notice : task.takeNotices())
        context_.reporter.message(notice);
    if (!context_.agreed(evaluated.complete))
        return false;
    clock_.evaluationTook(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    for (const auto& [tag, value] : evaluated.values)
        if (!std::isfinite(value)) {
            recorder_.diverged(tag + " is not finite after step " + std::to_string(step) + when + ". " +
                               recorder_.lastSeen() + " A lower learning rate (optimizer.learning_rate) may help.");
            return false;
        }
    latest_ = std::move(evaluated);
    report(config);
    record(step);
    return true;
}

bool EvaluationTracker::evaluate(const config::RunConfig& config, std::int64_t epoch, std::int64_t step,
                                 const std::function<void()>& progress) {
    if (!measure(config, step, " (end of epoch " + std::to_string(epoch) + ")", progress))
        return false;
    chanceEpochs_ = latest_->atChance ? chanceEpochs_ + 1 : 0;
    std::string training;
    if (recorder_.epochTop1() >= 0)
        training = "training top-1 " + base::fixed(recorder_.epochTop1(), 2) + " %, ";
    context_.reporter.message("Epoch " + std::to_string(epoch) + " of " + std::to_string(config.run.epochs) + ": " +
                              training + latest_->summary);
    return true;
}

bool EvaluationTracker::evaluateNow(const config::RunConfig& config, std::int64_t step,
                                    const std::function<void()>& progress) {
    TrainingControl& control = context_.control;
    control.takeEvaluationRequest();
    const bool known = latest_.has_value();  // of these weights
    if (!known && !measure(config, step, " (validation on request)", progress)) {
        control.evaluationDone(false, recorder_.divergence().value_or("The run was stopped first."));
        return false;
    }
    const std::string result =
        (known ? "Validated already at step " : "Validated at step ") + std::to_string(step) + ": " + latest_->summary;
    if (!known)
        context_.reporter.message(result);
    control.evaluationDone(true, result + ".");
    return true;
}

bool EvaluationTracker::stuckAtChance(const config::RunConfig& config) {
    const int limit = config.run.chanceEpochs;
    if (limit == 0 || chanceEpochs_ < limit)
        return false;
    recorder_.diverged("The network stayed at chance level for " + std::to_string(chanceEpochs_) +
                       (chanceEpochs_ == 1 ? " epoch" : " epochs in a row") +
                       " (run.chance_epochs): " + latest_->summary + ". " + recorder_.lastSeen());
    return true;
}

bool EvaluationTracker::takeBest() {
    if (!hasNewBest())
        return false;
    bestScore_ = latest_->score;
    return true;
}

void EvaluationTracker::report(const config::RunConfig& config) {
    if (!latest_)
        return;
    auto& status = context_.reporter.status;
    status.validationTop1 = latest_->score;
    status.metrics.clear();
    for (const auto& metric : telemetry::headlineMetricsOf(config))
        for (const auto& [tag, value] : latest_->values)
            if (tag == metric.tag)
                status.metrics[tag] = value;
}

void EvaluationTracker::record(std::int64_t step) {
    std::vector<telemetry::Record> records;
    for (const auto& [tag, value] : latest_->values)
        records.push_back({tag, step, telemetry::secondsNow(), telemetry::Scalar{value}});
    sink_.write(std::move(records));
}

}  // namespace isonet::training
