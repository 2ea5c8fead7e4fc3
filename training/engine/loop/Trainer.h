// Trains one run: config in, run directory out. The only training loop of the product; command line, workbench, queues
// and benchmarks call it.
//
// Threads: train() runs on the caller's thread and blocks. It starts data workers and one measuring thread, and joins
// them before it returns or throws. TrainingControl may be used from any thread.
#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "training/config/RunConfig.h"
#include "training/engine/loop/TrainingControl.h"
#include "training/measurement/TrainingObserver.h"
#include "training/telemetry/RunDirectory.h"

namespace c10 {
struct Device;
}

namespace isonet::distributed {
class Group;
}

namespace isonet::training {

class Task;
// As in Task.h, which includes torch.
using TaskFactory = std::function<std::unique_ptr<Task>(const config::RunConfig& config, const c10::Device& device,
                                                        distributed::Group* group)>;

struct TrainingResult {
    telemetry::RunState state = telemetry::RunState::Finished;  // Finished, Interrupted or Diverged
    std::string message;
    telemetry::RunStatus status;
};

// Starts a new run, or resumes from the checkpoint RunDirectory::resumesFrom(), whose configuration may differ from
// `config` only in what a resumed run accepts (ConfigChanges.h). A run that has trained but lost that checkpoint is
// refused (ResumePoint.h). A stop request writes latest.pt and returns
// Interrupted. A full disk pauses the run (RunStatus::message says so) until there is space or a stop is requested,
// unless the observer declines to wait. `group`: the processes that train together; null: this process alone.
// Throws: config::ConfigError, telemetry::StorageError, training::DataError, training::DeviceError (out of memory),
// distributed::PeerError; status.json then says failed, with the message.
TrainingResult train(const config::RunConfig& config, telemetry::RunDirectory& directory, TrainingObserver& observer,
                     TrainingControl& control, std::stop_token stop, distributed::Group* group = nullptr);
// The configuration selects the task: a detector (config::isDetection) or a classifier. This one trains another task:
TrainingResult train(const config::RunConfig& config, telemetry::RunDirectory& directory, TrainingObserver& observer,
                     TrainingControl& control, std::stop_token stop, const TaskFactory& makeTask,
                     distributed::Group* group = nullptr);

}  // namespace isonet::training
