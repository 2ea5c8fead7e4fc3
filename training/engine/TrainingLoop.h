// The loop of one run: epochs of steps, evaluations, measurements and checkpoints. Private to train() (Trainer.h).
#pragma once

#include <torch/types.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "training/engine/Checkpoint.h"
#include "training/engine/RecordSink.h"
#include "training/engine/ScalarRecorder.h"
#include "training/engine/StatusReporter.h"
#include "training/engine/StepClock.h"
#include "training/engine/StepReadback.h"
#include "training/engine/Task.h"
#include "training/engine/Trainer.h"
#include "training/engine/TrainingStep.h"
#include "training/telemetry/Measurer.h"

namespace isonet::training {

class TrainingLoop {
public:
    // `saved`: the state to go on from. Throws what train() throws.
    TrainingLoop(const config::RunConfig& config, const at::Device& device, Task& task,
                 telemetry::RunDirectory& directory, StatusReporter& reporter, TrainingObserver& observer,
                 TrainingControl& control, std::stop_token stop, std::optional<TrainingState> saved);

    TrainingResult run();

private:
    // Why steps ended.
    enum class End { Epoch, Stopped, Diverged };

    void restore(const TrainingState& saved);
    void begin(bool resumed);
    End trainEpoch();
    // Whether all ranks would go on: a stop of one is a stop of all, at the same step. Alone: as it is given.
    bool agreed(bool goOn);
    bool attend();  // changes, pauses, checkpoint requests; false: stop
    bool attendAlone();
    bool change();  // follows TrainingControl::change(); false: stop, its files cannot be written
    bool pause();   // false: stop
    std::vector<TaskBatch> nextBatches();  // of one update; empty at the epoch's end
    void step(const std::vector<TaskBatch>& batches);
    bool record(bool wait);  // takes what steps measured; false: diverged
    void measureIfDue();
    bool signalsDue() const;  // of the next step
    bool evaluateEpoch();  // false: stopped meanwhile, or diverged
    void tellEvaluation();  // in the status
    void recordEvaluation();
    bool hopeless();  // counts epochs no better than guessing; true: enough of them, the run has diverged
    void recordChanges(const config::RunConfig& before);  // how the configuration in force differs from it
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

    config::RunConfig config_;  // in force: TrainingControl may turn some of it
    const at::Device device_;
    Task& task_;
    telemetry::RunDirectory& directory_;
    StatusReporter& reporter_;
    TrainingObserver& observer_;
    TrainingControl& control_;
    const std::stop_token stop_;
    distributed::Group* const group_;  // the others that train with this process; null: alone

    std::unique_ptr<TrainingStep> training_;
    const std::int64_t stepsPerEpoch_;
    StepReadback readback_;
    ScalarRecorder recorder_;
    StepClock clock_;
    RecordSink sink_;
    Measurer measurer_;  // after sink_, which it writes to

    std::int64_t steps_;                                // to be done in all
    std::int64_t step_ = 0, epoch_ = 0, position_ = 0;  // updates done, epochs done, updates done of the epoch
    double bestScore_ = -1;
    std::int64_t guessingEpochs_ = 0;
    std::optional<TaskEvaluation> validation_;  // of the present weights
    bool evaluationDue_ = false, measurementDue_ = false;
    std::int64_t measuredStep_ = -1;             // of the last measurement begun
    std::optional<std::string> storageTrouble_;  // what the run stopped with, unwritten
    std::int64_t savedStep_ = -1;                // of the latest checkpoint on the disk
    double secondsBefore_ = 0;
    std::chrono::steady_clock::time_point begun_{}, saved_{};
    std::chrono::duration<double> paused_{};
};

}  // namespace isonet::training
