// Turns the numbers of steps into the scalar records of a run: means since the last record, at the configured cadence.
//
// A record at step s holds the batches after the previous record up to the one computed with s updates done, and the
// deviations of the weights after s updates. loss/total = loss/cross_entropy + gamma * loss/penalty.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "training/config/RunConfig.h"
#include "training/engine/StepReadback.h"
#include "training/telemetry/Record.h"

namespace isonet::training {

// Sums since a record, or since an epoch began.
struct ScalarSums {
    double crossEntropy = 0, penalty = 0, correct = 0;
    std::int64_t images = 0, steps = 0, penalties = 0;  // penalties: steps that knew theirs
    void add(const StepNumbers& numbers);
    double top1() const { return images > 0 ? 100.0 * correct / static_cast<double>(images) : -1; }
};

class ScalarRecorder {
public:
    ScalarRecorder(const config::RunConfig& config, std::vector<std::string> layers, std::int64_t stepsPerEpoch);

    // Whether the step with `step` updates done before it ends a window, and so should measure deviations.
    bool due(std::int64_t step) const { return step % scalarSteps_ == 0; }

    // Adds a step; gives the records of its window where it ends one. Nothing where the loss is not finite:
    // `divergence` then says what was seen.
    std::vector<telemetry::Record> add(const StepNumbers& numbers, double imagesPerSecond);
    // The records of a run's end at `step`: the rest of the window and the deviations of the final weights.
    std::vector<telemetry::Record> finish(std::int64_t step, double learningRate, double imagesPerSecond,
                                          const std::vector<double>& deviations);

    const std::optional<std::string>& divergence() const { return divergence_; }
    void diverged(const std::string& what) { divergence_ = what; }  // seen elsewhere
    double lastLoss() const { return lastLoss_; }                   // of the last record, or of the first step
    double lastTop1() const { return lastTop1_; }                   // likewise, percent; -1 before

    // For checkpoints.
    ScalarSums window, epoch;

private:
    std::vector<telemetry::Record> windowRecords(std::int64_t step, double learningRate, double imagesPerSecond,
                                                 const std::vector<double>& deviations);
    int scalarSteps_;
    double gamma_;
    std::vector<std::string> layers_;
    std::int64_t stepsPerEpoch_;
    std::optional<std::string> divergence_;
    double lastLoss_ = 0, lastTop1_ = -1;
};

}  // namespace isonet::training
