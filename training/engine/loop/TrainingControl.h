// Controls a running training from another thread: pause, resume, checkpoint requests and live changes.
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
    void resume(const Outcome& outcome = {});
    bool paused() const;
    void requestCheckpoint(Outcome outcome = {});  // writes latest.pt after the current step

    // Changes hyperparameters from the next step on (immediately if the run is paused). withSettings() (LiveSettings.h)
    // decides which changes are valid. An accepted change is written to log.txt ("Changed at step 120:
    // optimizer.learning_rate: 0.02 -> 0.01"), to the event file (tag "changed/<key>", the new value), to config.yaml
    // and to latest.pt, so that a resumed run keeps it; the observer receives it through onConfig(). An invalid change
    // has no effect and is reported as a message ("Not changed: ...").
    void change(const LiveSettings& settings, Outcome outcome = {});

    // Called by the trainer. Blocks while paused, until resumed or stopped.
    void waitWhilePaused(std::stop_token stop);
    // Waits at most `longest` and returns early on a checkpoint request or, if `takesChanges`, a change. Returns
    // paused().
    bool waitWhilePaused(std::stop_token stop, std::chrono::milliseconds longest, bool takesChanges = true);
    bool takeCheckpointRequest();
    LiveSettings takeChange();  // all changes requested since the last call, merged
    bool hasChange() const;
    // The outcome of what it has taken, for those who wait for it.
    void checkpointDone(bool done, const std::string& message);
    void changeDone(bool done, const std::string& message);
    // The training stands still from here on, or continues (empty).
    void standsStill(const std::string& message);

private:
    using Outcomes = std::vector<Outcome>;
    void answer(Outcomes TrainingControl::*waiting, bool done, const std::string& message);

    mutable std::mutex mutex_;
    std::condition_variable_any changed_;
    bool paused_ = false;
    bool checkpoint_ = false;
    LiveSettings settings_;
    std::string still_;  // "Paused at step 120." while it is; empty: it trains
    Outcomes pauses_, checkpoints_, changes_;
};

}  // namespace isonet::training
