// Turns the numbers of steps into the scalar records of a run: means since the last record, at the configured cadence.
//
// A record at step s holds the batches after the previous record up to the one computed with s updates done, and the
// deviations of the weights after s updates. loss/total = the task's loss + gamma * loss/penalty.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "training/config/RunConfig.h"
#include "training/engine/StepReadback.h"
#include "training/telemetry/Record.h"

namespace isonet::training {

// Sums since a record, or since an epoch began. A mean of steps is a mean of images: an epoch's batches are equal.
struct ScalarSums {
    double total = 0, loss = 0, penalty = 0;
    std::vector<double> parts;                                 // empty before the first step
    std::int64_t images = 0, steps = 0, penalties = 0;         // penalties: steps that knew theirs
    void add(const StepNumbers& numbers, double withPenalty);  // its loss with the penalty
    double meanPart(std::size_t part) const { return parts[part] / static_cast<double>(steps); }
};

class ScalarRecorder {
public:
    // `layers`: of the deviations; `tags`: of the parts (Task::trainingTags()).
    ScalarRecorder(const config::RunConfig& config, std::vector<std::string> layers, std::vector<std::string> tags,
                   std::int64_t stepsPerEpoch);

    // Whether the step with `step` updates done before it ends a window, and so should measure deviations.
    bool due(std::int64_t step) const { return step % scalarSteps_ == 0; }

    // Adds a step; gives the records of its window where it ends one. Nothing where the loss is not finite:
    // `divergence` then says what was seen.
    std::vector<telemetry::Record> add(const StepNumbers& numbers, double imagesPerSecond);
    // The records of a run's end at `step`: the rest of the window and the deviations of the final weights.
    std::vector<telemetry::Record> finish(std::int64_t step, double learningRate, double imagesPerSecond,
                                          const std::vector<double>& deviations);

    // Of the steps added from here on.
    void setPenaltyCoefficient(double gamma) { gamma_ = gamma; }

    const std::optional<std::string>& divergence() const { return divergence_; }
    void diverged(const std::string& what) { divergence_ = what; }  // seen elsewhere
    // "The last finite values, of step 12: loss 2.31, penalty 4.1e+21 (at the least it was 0.02), learning rate 0.1.";
    // empty before the first step.
    std::string lastSeen() const;
    double lastLoss() const { return lastLoss_; }  // of the last record, or of the first step
    double lastTop1() const { return lastTop1_; }  // likewise, percent; -1 before, or where the task has none
    double epochTop1() const;                      // of the epoch so far

    // For checkpoints.
    ScalarSums window, epoch;

private:
    std::vector<telemetry::Record> windowRecords(std::int64_t step, double learningRate, double imagesPerSecond,
                                                 const std::vector<double>& deviations);
    std::optional<double> top1(const ScalarSums& sums) const;

    int scalarSteps_;
    double gamma_;
    std::vector<std::string> layers_, tags_;
    std::int64_t stepsPerEpoch_;
    std::optional<std::string> divergence_;
    std::optional<StepNumbers> last_;     // the last step whose numbers were finite
    std::optional<double> leastPenalty_;  // of the steps seen
    double lastLoss_ = 0, lastTop1_ = -1;
};

}  // namespace isonet::training
