#include "training/experiments/QueueRunner.h"

#include <unistd.h>

#include "training/config/RunConfigYaml.h"
#include "training/engine/distributed/Group.h"
#include "training/telemetry/RunFiles.h"
#include "training/telemetry/RunLock.h"

namespace isonet::experiments {
namespace {

class FolderLock {
public:
    explicit FolderLock(const std::filesystem::path& folder) : descriptor_(telemetry::lockRun(folder)) {}
    ~FolderLock() { ::close(descriptor_); }
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;

private:
    int descriptor_;
};

telemetry::RunDirectory directoryOf(const config::ExperimentRow& row, const std::filesystem::path& run) {
    std::error_code error;
    return std::filesystem::exists(run / telemetry::kConfigFile, error)
               ? telemetry::RunDirectory::resume(run)
               : telemetry::RunDirectory::create(run, row.config);
}

// Tells the followers what comes next: a configuration, or kDone, or kStopped.
constexpr const char *kDone = "done", *kStopped = "stopped";

void tell(const std::string& next) {
    if (auto* group = distributed::Group::current())
        group->broadcastText(next);
}

}  // namespace

QueueEnd runQueue(Queue& queue, training::TrainingObserver& observer, training::TrainingControl& control,
                  std::stop_token stop, const QueueEvents& events) {
    const FolderLock lock(queue.folder());
    queue.writeResults();
    for (std::size_t i = 0; i < queue.experiment().rows.size(); ++i) {
        const auto& row = queue.experiment().rows[i];
        if (stop.stop_requested()) {
            tell(kStopped);
            return QueueEnd::Interrupted;
        }
        if (isDone(queue.result(row).state))
            continue;
        if (events.rowStarted)
            events.rowStarted(i);
        bool interrupted = false;
        try {
            auto directory = directoryOf(row, queue.folder() / row.id);
            tell(config::toYaml(row.config));
            interrupted = training::train(row.config, directory, observer, control, stop).state ==
                          telemetry::RunState::Interrupted;
        } catch (const training::DeviceError&) {
            // status.json says failed, and why. The next row may need less.
            if (distributed::Group::current())
                throw;
        }
        queue.writeResults();
        if (events.rowEnded)
            events.rowEnded(i, queue.result(row));
        if (interrupted)
            return QueueEnd::Interrupted;
    }
    tell(kDone);
    return QueueEnd::Done;
}

QueueEnd followQueue(training::TrainingObserver& observer, training::TrainingControl& control, std::stop_token stop) {
    auto* group = distributed::Group::current();
    for (;;) {
        const std::string next = group ? group->broadcastText({}) : kDone;
        if (next == kDone || next == kStopped)
            return next == kDone ? QueueEnd::Done : QueueEnd::Interrupted;
        auto nowhere = telemetry::RunDirectory::nowhere();
        const auto config = config::parseRunConfig(next, "the configuration of rank 0");
        if (training::train(config, nowhere, observer, control, stop).state == telemetry::RunState::Interrupted)
            return QueueEnd::Interrupted;
    }
}

}  // namespace isonet::experiments
