// Trains one run: config in, run directory out. The one loop of the product; CLI, workbench and experiments call it.
//
// Threads: train() runs on the caller's thread and blocks; it starts data workers and one measuring thread of its own
// and joins them before it returns or throws. TrainingControl may be used from any thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <vector>

#include "training/config/RunConfig.h"
#include "training/engine/LiveSettings.h"
#include "training/telemetry/Record.h"
#include "training/telemetry/RunDirectory.h"

namespace c10 {
struct Device;
}

namespace isonet::training {

class Task;
// As in Task.h, without torch's headers here.
using TaskFactory = std::function<std::unique_ptr<Task>(const config::RunConfig& config, const c10::Device& device)>;

// Out of memory, or a fault of the device: what() names the device and the remedy, without a stack trace.
class DeviceError : public std::runtime_error {
public:
    DeviceError(const std::string& message, bool memory) : std::runtime_error(message), outOfMemory(memory) {}
    const bool outOfMemory;
};

// Called on the training thread (onRecords also on the measuring thread, never two at once). Must return quickly.
class TrainingObserver {
public:
    virtual ~TrainingObserver() = default;
    virtual void onStatus(const telemetry::RunStatus&) {}             // at most five times a second, and each new state
    virtual void onStep(std::int64_t) {}                              // each step; the number of steps done
    virtual void onRecords(const std::vector<telemetry::Record>&) {}  // just written to the run directory
    virtual void onMessage(const std::string&) {}                     // a line for people, also in log.txt
    // The configuration in force: at the start, and after each change that TrainingControl asked for.
    virtual void onConfig(const config::RunConfig&) {}
    // The run's disk is full. True: the run pauses until there is room, or a stop. False: it ends with a StorageError,
    // its last checkpoint whole; where nobody watches, that is better than waiting.
    virtual bool waitForRoom(const std::string& /*what could not be written*/) { return true; }
};

class TrainingControl {
public:
    void pause();
    void resume();
    bool paused() const;
    void requestCheckpoint();  // latest.pt after the present step

    // Turns hyper-parameters of the run from its next step on (a paused run: at once). What is accepted is told by
    // withSettings() (LiveSettings.h). A change is written to log.txt ("Changed at step 120: optimizer.learning_rate:
    // 0.02 -> 0.01"), to the event file (tag "changed/<key>", the new value), to config.yaml and to latest.pt, so that
    // a resumed run keeps it; the observer hears of it by onConfig(). One that is not accepted changes nothing and is
    // answered by a message ("Not changed: ...").
    void change(const LiveSettings& settings);

    // For the trainer. Blocks while paused, until resumed or stopped.
    void waitWhilePaused(std::stop_token stop);
    // The same for at most `longest`, and back early on a checkpoint request or a change; gives paused().
    bool waitWhilePaused(std::stop_token stop, std::chrono::milliseconds longest);
    bool takeCheckpointRequest();
    LiveSettings takeChange();  // all that was asked for since the last call

private:
    mutable std::mutex mutex_;
    std::condition_variable_any changed_;
    bool paused_ = false;
    bool checkpoint_ = false;
    LiveSettings settings_;
};

struct TrainingResult {
    telemetry::RunState state = telemetry::RunState::Finished;  // Finished, Interrupted or Diverged
    std::string message;
    telemetry::RunStatus status;
};

// Starts a new run, or goes on from checkpoints/latest.pt where `directory` holds one. On a stop request: writes
// latest.pt and returns Interrupted. Where `config` differs from the checkpoint's, only what a running experiment may
// change is accepted. A disk that fills up pauses the run (RunStatus::message says so) until there is room, or a stop,
// unless the observer would rather not wait.
// Throws: config::ConfigError, telemetry::StorageError, training::DataError, training::DeviceError (out of memory);
// status.json then says failed with the message.
TrainingResult train(const config::RunConfig& config, telemetry::RunDirectory& directory, TrainingObserver& observer,
                     TrainingControl& control, std::stop_token stop);
// What is trained follows from the configuration: a detector (config::isDetection) or a classifier. The same for a task
// of another kind (Task.h):
TrainingResult train(const config::RunConfig& config, telemetry::RunDirectory& directory, TrainingObserver& observer,
                     TrainingControl& control, std::stop_token stop, const TaskFactory& makeTask);

}  // namespace isonet::training
