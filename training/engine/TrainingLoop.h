// The loop of one run: epochs of steps, evaluations, measurements and checkpoints. Private to train() (Trainer.h).
#pragma once

#include <torch/types.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "training/data/Loader.h"
#include "training/engine/Checkpoint.h"
#include "training/engine/RecordSink.h"
#include "training/engine/ScalarRecorder.h"
#include "training/engine/StatusReporter.h"
#include "training/engine/StepClock.h"
#include "training/engine/StepReadback.h"
#include "training/engine/Trainer.h"
#include "training/engine/TrainingStep.h"
#include "training/telemetry/Measurer.h"

namespace isonet::training {

class TrainingLoop {
public:
    // `saved`: the state to go on from. Throws what train() throws.
    TrainingLoop(const config::RunConfig& config, const at::Device& device, DatasetPair data,
                 telemetry::RunDirectory& directory, StatusReporter& reporter, TrainingObserver& observer,
                 TrainingControl& control, std::stop_token stop, std::optional<TrainingState> saved);

    TrainingResult run();

private:
    // Why steps ended.
    enum class End { Epoch, Stopped, Diverged };

    void restore(const TrainingState& saved);
    void begin(bool resumed);
    End trainEpoch();
    bool attend();  // pauses, checkpoint requests; false: stop
    void step(const Batch& batch);
    bool record(bool wait);  // takes what steps measured; false: diverged
    void measureIfDue();
    bool evaluateEpoch();  // false: stopped meanwhile, or diverged
    void recordEvaluation();
    void recordEnd();

    // The run's files. A disk that is full pauses the run until the writing succeeds (tried again every few seconds
    // and on resume) or a stop is asked for: then false.
    bool stored(const std::string& what, const std::function<void()>& write);
    bool storeRecords();
    bool saveCheckpoints(bool best);
    void writeCheckpoint(const std::string& name);
    TrainingState capture();
    bool weightsAreFinite() const;

    void publish(bool now = false);
    double secondsSpent() const;
    TrainingResult result(telemetry::RunState state, const std::string& message);

    const config::RunConfig& config_;
    const at::Device device_;
    const DatasetPair data_;
    telemetry::RunDirectory& directory_;
    StatusReporter& reporter_;
    TrainingObserver& observer_;
    TrainingControl& control_;
    const std::stop_token stop_;

    model::Network network_;
    std::unique_ptr<TrainingStep> training_;
    Loader loader_;
    StepReadback readback_;
    ScalarRecorder recorder_;
    StepClock clock_;
    RecordSink sink_;
    Measurer measurer_;  // after sink_, which it writes to

    const std::int64_t stepsPerEpoch_, steps_;
    std::int64_t step_ = 0, epoch_ = 0, position_ = 0;
    double bestTop1_ = -1;
    std::optional<EvaluationResult> validation_;  // of the present weights
    bool evaluationDue_ = false, measurementDue_ = false;
    std::int64_t measuredStep_ = -1;             // of the last measurement begun
    std::optional<std::string> storageTrouble_;  // what the run stopped with, unwritten
    std::int64_t savedStep_ = -1;                // of the latest checkpoint on the disk
    double secondsBefore_ = 0;
    std::chrono::steady_clock::time_point begun_{}, saved_{};
    std::chrono::duration<double> paused_{};
};

}  // namespace isonet::training
