// Evaluates a run at the end of its epochs and on request, and keeps the latest result, the best score and the epochs
// at chance level.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "training/engine/loop/StepClock.h"
#include "training/engine/loop/TrainingContext.h"
#include "training/measurement/RecordSink.h"
#include "training/measurement/ScalarRecorder.h"

namespace isonet::training {

// Training thread only.
class EvaluationTracker {
public:
    // Marks `recorder` as diverged where an evaluation shows it.
    EvaluationTracker(const TrainingContext& context, ScalarRecorder& recorder, RecordSink& sink, StepClock& clock);

    // From a checkpoint.
    void restore(double bestScore, std::int64_t chanceEpochs, std::optional<TaskEvaluation> latest);

    // Evaluates the weights after `epoch` epochs and `step` steps. False: stopped, or a value is not finite.
    bool evaluate(const config::RunConfig& config, std::int64_t epoch, std::int64_t step,
                  const std::function<void()>& progress);
    // The same within an epoch, for those who requested it: answers them; does not count for stuckAtChance().
    bool evaluateNow(const config::RunConfig& config, std::int64_t step, const std::function<void()>& progress);
    // Whether run.chance_epochs epochs in a row stayed at chance level; the run then counts as diverged.
    bool stuckAtChance(const config::RunConfig& config);
    bool hasNewBest() const { return latest_ && latest_->score > bestScore_; }
    // Whether the latest score is a new best, which it then becomes.
    bool takeBest();
    void invalidate() { latest_.reset(); }  // the weights have changed

    void report(const config::RunConfig& config);  // in the status
    void record(std::int64_t step);                // in the event file

    const std::optional<TaskEvaluation>& latest() const { return latest_; }  // of the current weights
    double bestScore() const { return bestScore_; }                          // -1: no evaluation yet
    std::int64_t chanceEpochs() const { return chanceEpochs_; }

private:
    // `when`: " (end of epoch 3)".
    bool measure(const config::RunConfig& config, std::int64_t step, const std::string& when,
                 const std::function<void()>& progress);

    const TrainingContext& context_;
    ScalarRecorder& recorder_;
    RecordSink& sink_;
    StepClock& clock_;
    std::optional<TaskEvaluation> latest_;
    double bestScore_ = -1;
    std::int64_t chanceEpochs_ = 0;
};

}  // namespace isonet::training
