// Controls a running training from another thread: pause, resume, checkpoint requests and live changes.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>

#include "training/engine/loop/LiveSettings.h"

namespace isonet::training {

// Thread-safe.
class TrainingControl {
public:
    void pause();
    void resume();
    bool paused() const;
    void requestCheckpoint();  // writes latest.pt after the current step

    // Changes hyperparameters from the next step on (immediately if the run is paused). withSettings() (LiveSettings.h)
    // decides which changes are valid. An accepted change is written to log.txt ("Changed at step 120:
    // optimizer.learning_rate: 0.02 -> 0.01"), to the event file (tag "changed/<key>", the new value), to config.yaml
    // and to latest.pt, so that a resumed run keeps it; the observer receives it through onConfig(). An invalid change
    // has no effect and is reported as a message ("Not changed: ...").
    void change(const LiveSettings& settings);

    // Called by the trainer. Blocks while paused, until resumed or stopped.
    void waitWhilePaused(std::stop_token stop);
    // Waits at most `longest` and returns early on a checkpoint request or a change. Returns paused().
    bool waitWhilePaused(std::stop_token stop, std::chrono::milliseconds longest);
    bool takeCheckpointRequest();
    LiveSettings takeChange();  // all changes requested since the last call, merged

private:
    mutable std::mutex mutex_;
    std::condition_variable_any changed_;
    bool paused_ = false;
    bool checkpoint_ = false;
    LiveSettings settings_;
};

}  // namespace isonet::training
