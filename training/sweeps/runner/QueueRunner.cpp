#include "training/sweeps/runner/QueueRunner.h"

#include <unistd.h>

#include <set>

#include "model/base/DataError.h"
#include "training/config/RunConfigYaml.h"
#include "training/engine/distributed/Group.h"
#include "training/engine/runtime/DeviceError.h"
#include "training/telemetry/RunFiles.h"
#include "training/telemetry/RunLock.h"

namespace isonet::sweeps {
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

// The log of a new run begins with the notes of the sweep: how its rows were changed.
telemetry::RunDirectory directoryOf(const SweepRow& row, const Sweep& sweep, const std::filesystem::path& run) {
    std::error_code error;
    if (std::filesystem::exists(run / telemetry::kConfigFile, error))
        return telemetry::RunDirectory::resume(run);
    auto directory = telemetry::RunDirectory::create(run, row.config);
    for (const auto& note : sweep.notes)
        directory.log(sweep.name + ": " + note);
    return directory;
}

// The first row that is neither done nor already tried: a failed row waits for the next call.
std::optional<std::size_t> nextRow(const Queue& queue, const std::set<std::string>& tried) {
    const auto& rows = queue.sweep().rows;
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (!tried.contains(rows[i].id) && !isDone(queue.result(rows[i]).state))
            return i;
    return std::nullopt;
}

// Announces the next row to the other ranks: a configuration, kDone or kStopped.
constexpr const char *kDone = "done", *kStopped = "stopped";

void announce(distributed::Group* group, const std::string& next) {
    if (group)
        group->broadcastText(next);
}

}  // namespace

QueueEnd runQueue(Queue& queue, training::TrainingObserver& observer, training::TrainingControl& control,
                  std::stop_token stop, const QueueEvents& events, distributed::Group* group) {
    const FolderLock lock(queue.folder());
    queue.writeResults();
    std::set<std::string> tried;
    for (;;) {
        if (stop.stop_requested()) {
            announce(group, kStopped);
            return QueueEnd::Interrupted;
        }
        queue.reload();
        const auto next = nextRow(queue, tried);
        if (!next)
            break;
        const auto row = queue.sweep().rows[*next];
        tried.insert(row.id);
        if (events.rowStarted)
            events.rowStarted(*next);
        bool interrupted = false;
        // status.json has the reason. The next row may need less memory or other data.
        const auto failed = [&] {
            if (group)
                throw;
            if (events.rowFailed)
                events.rowFailed(row, std::current_exception());
        };
        try {
            auto directory = directoryOf(row, queue.sweep(), queue.folder() / row.id);
            announce(group, config::toYaml(row.config));
            interrupted = training::train(row.config, directory, observer, control, stop, group).state ==
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
    announce(group, kDone);
    return QueueEnd::Done;
}

QueueEnd followQueue(distributed::Group& group, training::TrainingObserver& observer,
                     training::TrainingControl& control, std::stop_token stop) {
    for (;;) {
        const std::string next = group.broadcastText({});
        if (next == kDone || next == kStopped)
            return next == kDone ? QueueEnd::Done : QueueEnd::Interrupted;
        auto nowhere = telemetry::RunDirectory::nowhere();
        const auto config = config::parseRunConfig(next, "the configuration of rank 0");
        if (training::train(config, nowhere, observer, control, stop, &group).state == telemetry::RunState::Interrupted)
            return QueueEnd::Interrupted;
    }
}

}  // namespace isonet::sweeps
