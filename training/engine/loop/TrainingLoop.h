// The loop of one run: epochs of steps, evaluations, measurements and checkpoints. Private to train() (Trainer.h).
#pragma once

#include <torch/types.h>

#include <optional>
#include <string>
#include <vector>

#include "training/engine/loop/EvaluationTracker.h"
#include "training/engine/loop/MeasurementSchedule.h"
#include "training/engine/loop/RunSnapshot.h"
#include "training/engine/loop/RunStorage.h"
#include "training/engine/loop/RunTimer.h"
#include "training/engine/loop/SpeedRecorder.h"
#include "training/engine/loop/StepClock.h"
#include "training/engine/loop/StepReadback.h"
#include "training/engine/loop/TimeBudget.h"
#include "training/engine/loop/Trainer.h"
#include "training/engine/loop/TrainingContext.h"
#include "training/engine/loop/TrainingStep.h"
#include "training/measurement/RecordSink.h"
#include "training/measurement/ScalarRecorder.h"

namespace isonet::training {

class TrainingLoop {
public:
    // `saved`: the state to resume from. Throws what train() throws.
    TrainingLoop(const config::RunConfig& config, const TrainingContext& context, std::optional<TrainingState> saved);

    TrainingResult run();

private:
    enum class EpochEnd { Complete, Stopped, Diverged };  // Complete: also at the end of run.time_limit

    void restore(const TrainingState& saved);
    void begin(bool resumed);
    EpochEnd trainEpoch();
    bool evaluateEpoch();  // false: stopped or diverged
    void recordFinalWeights();

    // Live changes, pauses, checkpoint requests. All return false if the run is to stop.
    bool pollControl();
    bool pollOwnControl();
    bool applyChange();        // of a single process
    bool applySharedChange();  // collective: that of rank 0, on all ranks at the same step
    bool apply(const LiveSettings& requested);
    bool saveOnRequest(bool due);
    bool evaluateOnRequest();  // of a single process
    bool evaluateNow();        // collective
    bool endsAfterEpoch();     // not a failure: the user has asked for it
    bool pause();

    double learningRate(std::int64_t step) const;
    void step(const std::vector<TaskBatch>& batches);
    bool record(bool wait);  // records finished steps; false: diverged

    bool saveCheckpoints(bool epochEnd);  // false: stopped or diverged

    void publish(bool now = false);
    TrainingResult result(telemetry::RunState state, const std::string& message);

    config::RunConfig config_;  // in force: TrainingControl may change parts of it
    const TrainingContext& context_;
    TrainingStep training_;
    const std::int64_t stepsPerEpoch_;
    StepReadback readback_;
    ScalarRecorder recorder_;
    StepClock clock_;
    SpeedRecorder speed_;
    TimeBudget budget_;
    RunTimer timer_;
    RecordSink sink_;
    MeasurementSchedule measurements_;  // after sink_, which it writes to
    EvaluationTracker evaluations_;
    RunStorage storage_;
    RunSnapshot snapshot_;  // of the members above

    std::int64_t steps_;  // of the whole run
    RunPosition at_;
    bool evaluationDue_ = false;
};

}  // namespace isonet::training
