// Everything that a resumed run needs, taken from the parts of a run that is being trained and given back to them.
#pragma once

#include <cstdint>
#include <optional>

#include "training/engine/checkpoint/Checkpoint.h"
#include "training/engine/loop/EvaluationTracker.h"
#include "training/engine/loop/RunTimer.h"
#include "training/engine/loop/TrainingContext.h"
#include "training/engine/loop/TrainingStep.h"
#include "training/measurement/ScalarRecorder.h"

namespace isonet::training {

struct RunPosition {
    std::int64_t step = 0;      // updates done
    std::int64_t epoch = 0;     // epochs done
    std::int64_t position = 0;  // updates done in the current epoch
};

// For RecordSink: the step from which records of earlier event files are void; none: of no step.
std::optional<std::int64_t> restartStep(const telemetry::RunDirectory& directory,
                                        const std::optional<TrainingState>& saved);

// Training thread only. The parts must outlive this object.
class RunSnapshot {
public:
    // `weights`: the file that the run started from.
    RunSnapshot(const TrainingContext& context, TrainingStep& training, EvaluationTracker& evaluations,
                ScalarRecorder& recorder, const RunTimer& timer, StepClock& clock,
                std::optional<WeightsOrigin> weights);

    // Throws StorageError if the state belongs to epochs of another length, interop::FormatError if it is incomplete.
    RunPosition restore(const TrainingState& saved, std::int64_t stepsPerEpoch);
    TrainingState capture(const RunPosition& at, const config::RunConfig& config) const;

    bool weightsAreFinite() const;

private:
    void restoreWeights(const TrainingState& saved, const std::string& source);

    const TrainingContext& context_;
    TrainingStep& training_;
    EvaluationTracker& evaluations_;
    ScalarRecorder& recorder_;
    const RunTimer& timer_;
    StepClock& clock_;
    const std::optional<WeightsOrigin> weights_;
};

}  // namespace isonet::training
