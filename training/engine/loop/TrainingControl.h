// Controls a running training from another thread: pause, resume, the end of the epoch as its end, requests of
// checkpoints and validations, and live changes.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include "training/engine/loop/LiveSettings.h"

namespace isonet::training {

// Called once, on any thread, with the outcome of a request: whether it has been done, and "Paused at step 120." or why
// not. Never called if the training ends first.
using Outcome = std::function<void(bool done, const std::string& message)>;

// Thread-safe.
class TrainingControl {
public:
    void pause(Outcome outcome = {});
    // While it trains: withdraws stopAfterEpoch().
    void resume(const Outcome& outcome = {});
    bool paused() const;
    void requestCheckpoint(Outcome outcome = {});  // writes latest.pt after the current step
    // Evaluates the weights of the current step as at the end of an epoch, and records the result at that step. It
    // changes nothing of the training; the best weights so far become best.pt. In a group, a paused run evaluates when
    // it is resumed.
    void requestEvaluation(Outcome outcome = {});
    // Ends the training once this epoch has been evaluated and stored; the last epoch ends as usual.
    void stopAfterEpoch(bool on);
    bool stopsAfterEpoch() const;

    // Changes hyperparameters from the next step on (immediately if the run is paused). withSettings() (LiveSettings.h)
    // decides which changes are valid. An accepted change is written to log.txt ("Changed at step 120:
    // optimizer.learning_rate: 0.02 -> 0.01"), to the event file (tag "changed/<key>", the new value), to config.yaml
    // and to latest.pt, so that a resumed run keeps it; the observer receives it through onConfig(). An invalid change
    // has no effect and is reported as a message ("Not changed: ...").
    void change(const LiveSettings& settings, Outcome outcome = {});

    // Called by the trainer. Blocks while paused, until resumed or stopped.
    void waitWhilePaused(std::stop_token stop);
    // Waits at most `longest` and returns early on a checkpoint request or, if `takesChanges`, a change or a request of
    // an evaluation. Returns paused().
    bool waitWhilePaused(std::stop_token stop, std::chrono::milliseconds longest, bool takesChanges = true);
    bool takeCheckpointRequest();
    bool takeEvaluationRequest();
    bool hasEvaluationRequest() const;
    LiveSettings takeChange();  // all changes requested since the last call, merged
    bool hasChange() const;
    // The outcome of what it has taken, for those who have requested that; requests that have come since wait for
    // theirs.
    void checkpointDone(bool done, const std::string& message);
    void evaluationDone(bool done, const std::string& message);
    void changeDone(bool done, const std::string& message);
    // The training is halted from here on, as this message says, or continues (empty).
    void setHalted(const std::string& message);

private:
    using Outcomes = std::vector<Outcome>;
    static void move(Outcomes& from, Outcomes& to);
    void answer(Outcomes TrainingControl::*waiting, bool done, const std::string& message);

    mutable std::mutex mutex_;
    std::condition_variable_any changed_;
    bool paused_ = false;
    bool checkpoint_ = false, evaluation_ = false, stopAfterEpoch_ = false;
    LiveSettings settings_;
    std::string halted_;  // "Paused at step 120." while it is; empty: it trains
    Outcomes pauses_, checkpoints_, evaluations_, changes_;
    Outcomes takenCheckpoints_, takenEvaluations_, takenChanges_;  // by the trainer
};

}  // namespace isonet::training
