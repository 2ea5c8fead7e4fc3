// Turns step results into the scalar records of a run: means since the last record, every telemetry.scalar_steps steps.
//
// A record at step s covers the batches after the previous record up to the one computed with s updates done, and holds
// the deviations of the weights after s updates. loss/total = the task's loss + loss/weighted_penalty.
//
// With penalty.interval above 1 the penalty is known in some steps only. Its two tags then hold the last value, at the
// step at which it was computed; without one since the last record there is neither, nor loss/total.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "training/config/RunConfig.h"
#include "training/measurement/StepNumbers.h"
#include "training/telemetry/Record.h"

namespace isonet::training {

// Sums since the last record or the start of an epoch. All batches of an epoch have the same size, so a mean over steps
// is a mean over images.
struct ScalarSums {
    double total = 0, loss = 0, penalty = 0;
    std::vector<double> parts;                          // empty before the first step
    std::int64_t images = 0, steps = 0, penalties = 0;  // penalties: steps with a known penalty
    std::int64_t penaltyStep = -1;                      // of the last known penalty, with its values
    double lastPenalty = 0, lastWeighted = 0;
    void add(const StepNumbers& numbers, double total);      // total: the loss with the penalty
    double weightedPenalty() const { return total - loss; }  // gamma * P
    double meanPart(std::size_t part) const { return parts[part] / static_cast<double>(steps); }
};

class ScalarRecorder {
public:
    // `layers`: names for the deviations; `tags`: for the parts (Task::trainingTags()).
    ScalarRecorder(const config::RunConfig& config, std::vector<std::string> layers, std::vector<std::string> tags,
                   std::int64_t stepsPerEpoch);

    // Whether the step after `step` updates ends a window and so measures deviations.
    bool due(std::int64_t step) const { return step % scalarSteps_ == 0; }

    // Adds a step. Returns the records of the window if the step ends it. Returns nothing if the loss is not finite;
    // divergence() then describes it.
    std::vector<telemetry::Record> add(const StepNumbers& numbers, double imagesPerSecond);
    // The records at the end of a run: the rest of the window and the deviations of the final weights.
    std::vector<telemetry::Record> finish(std::int64_t step, double learningRate, double imagesPerSecond,
                                          const std::vector<double>& deviations);

    // For the steps added from now on; 0 without a penalty.
    void setPenaltyCoefficient(double gamma) { gamma_ = gamma; }

    const std::optional<std::string>& divergence() const { return divergence_; }
    void diverged(const std::string& reason) { divergence_ = reason; }  // detected elsewhere
    // "Last finite values, at step 12: loss 2.31, penalty 4.1e+21, learning rate 0.1."; empty before the first step.
    std::string lastSeen() const;
    double lastLoss() const { return lastLoss_; }  // of the last record, or of the first step
    double lastTop1() const { return lastTop1_; }  // likewise, percent; -1 before, or if the task has none
    // Of the process that trained the run before.
    void setLast(double loss, double top1) {
        lastLoss_ = loss;
        lastTop1_ = top1;
    }
    double epochTop1() const;  // of the current epoch

    // For checkpoints.
    ScalarSums window, epoch;

private:
    std::vector<telemetry::Record> windowRecords(std::int64_t step, double learningRate, double imagesPerSecond,
                                                 const std::vector<double>& deviations);
    std::optional<double> top1(const ScalarSums& sums) const;

    int scalarSteps_, penaltyInterval_;
    double gamma_;
    std::vector<std::string> layers_, tags_;
    std::int64_t stepsPerEpoch_;
    std::optional<std::string> divergence_;
    std::optional<StepNumbers> last_;   // the last step whose numbers were finite
    std::optional<double> minPenalty_;  // over all steps
    double lastWeighted_ = 0;           // gamma * P, last known
    double lastLoss_ = 0, lastTop1_ = -1;
};

}  // namespace isonet::training
