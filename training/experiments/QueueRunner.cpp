#include "training/experiments/QueueRunner.h"

#include <unistd.h>

#include <set>

#include "training/config/RunConfigYaml.h"
#include "training/data/Dataset.h"
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

// The first row that is neither done nor tried already: one that failed waits for another call.
std::optional<std::size_t> nextRow(const Queue& queue, const std::set<std::string>& tried) {
    const auto& rows = queue.experiment().rows;
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (!tried.contains(rows[i].id) && !isDone(queue.result(rows[i]).state))
            return i;
    return std::nullopt;
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
    std::set<std::string> tried;
    for (;;) {
        if (stop.stop_requested()) {
            tell(kStopped);
            return QueueEnd::Interrupted;
        }
        queue.reload();
        const auto next = nextRow(queue, tried);
        if (!next)
            break;
        const auto row = queue.experiment().rows[*next];
        tried.insert(row.id);
        if (events.rowStarted)
            events.rowStarted(*next);
        bool interrupted = false;
        // status.json says failed, and why. The next row may need less, or other data.
        const auto failed = [&] {
            if (distributed::Group::current())
                throw;
            if (events.rowFailed)
                events.rowFailed(row, std::current_exception());
        };
        try {
            auto directory = directoryOf(row, queue.folder() / row.id);
            tell(config::toYaml(row.config));
            interrupted = training::train(row.config, directory, observer, control, stop).state ==
                          telemetry::RunState::Interrupted;
        } catch (const training::DeviceError&) {
            failed();
        } catch (const training::DataError&) {
            failed();
        } catch (const config::ConfigError&) {
            failed();
        }
        queue.reload();
        queue.writeResults();
        if (events.rowEnded)
            events.rowEnded(row, queue.result(row));
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
