#include "training/sweeps/runner/QueueRunner.h"

#include <unistd.h>

#include <chrono>
#include <memory>
#include <set>
#include <thread>

#include "model/base/DataError.h"
#include "training/config/RunConfigYaml.h"
#include "training/engine/distributed/Group.h"
#include "training/engine/runtime/DeviceError.h"
#include "training/scheduler/LeaseKeeper.h"
#include "training/scheduler/QueueState.h"
#include "training/scheduler/RowWatch.h"
#include "training/telemetry/EventFolder.h"
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
telemetry::RunDirectory directoryOf(const SweepRow& row, const Sweep& sweep, const std::filesystem::path& run,
                                    std::shared_ptr<const telemetry::RunClaim> claim) {
    std::error_code error;
    if (std::filesystem::exists(run / telemetry::kConfigFile, error))
        return telemetry::RunDirectory::resume(run, "latest", std::move(claim));
    auto directory = telemetry::RunDirectory::create(run, row.config, std::move(claim));
    for (const auto& note : sweep.notes)
        directory.log(sweep.name + ": " + note);
    return directory;
}

// The lease of a row while this process trains it; released at the end, however it ends.
class HeldRow {
public:
    HeldRow(std::size_t index, scheduler::Lease lease) : index_(index), keeper_(std::move(lease)) {}
    ~HeldRow() { keeper_.lease().end(scheduler::LeaseState::Ended); }  // nothing happens after giveBack()
    HeldRow(const HeldRow&) = delete;
    HeldRow& operator=(const HeldRow&) = delete;

    std::size_t index() const { return index_; }
    const scheduler::Lease& lease() const { return keeper_.lease(); }
    void giveBack() const { keeper_.lease().end(scheduler::LeaseState::Returned); }

private:
    const std::size_t index_;
    scheduler::LeaseKeeper keeper_;
};

// A row that is neither done nor already tried, with its lease: a failed row waits for the next call. Rows that other
// schedulers train are skipped (training/scheduler).
class RowsToTrain {
public:
    // Null: no row is left, the queue has been paused, or a stop was requested.
    std::unique_ptr<HeldRow> next(Queue& queue, std::stop_token stop) {
        for (;;) {
            queue.reload();
            bool withoutHeartbeat = false;
            const auto state = scheduler::readQueueState(queue.folder());
            paused_ = state.paused;
            if (paused_ || stop.stop_requested())
                return nullptr;
            const auto& rows = queue.sweep().rows;
            for (const std::size_t i : startOrder(queue.sweep(), state)) {
                if (tried_.contains(rows[i].id))
                    continue;
                const auto facts = watch_.look(queue, rows[i], false);
                withoutHeartbeat = withoutHeartbeat || facts.withoutHeartbeat;
                if (facts.alive || isDone(facts.result.state))
                    continue;
                auto lease = scheduler::Lease::take(queue.folder(), rows[i].id, facts.lease,
                                                    {"here", rows[i].config.run.device, 0});
                if (!lease)
                    continue;
                tried_.insert(rows[i].id);
                return std::make_unique<HeldRow>(i, std::move(*lease));
            }
            // A lease without heartbeats may be that of a machine that has been switched off.
            if (!withoutHeartbeat)
                return nullptr;
            std::this_thread::sleep_for(std::chrono::milliseconds(200));
        }
    }

    bool paused() const { return paused_; }

private:
    scheduler::RowWatch watch_{
        [](const launch::Ticket& ticket, const std::filesystem::path& run) { return launch::look(ticket, run); },
        std::chrono::seconds(1)};
    std::set<std::string> tried_;
    bool paused_ = false;
};

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
    scheduler::changeQueueState(queue.folder(), [](scheduler::QueueState& state) { state.paused = false; });
    RowsToTrain rows;
    for (;;) {
        auto held = rows.next(queue, stop);
        if (!held && (stop.stop_requested() || rows.paused())) {
            announce(group, kStopped);
            return QueueEnd::Interrupted;
        }
        if (!held)
            break;
        const auto row = queue.sweep().rows[held->index()];
        if (events.rowStarted)
            events.rowStarted(held->index());
        bool interrupted = false;
        // status.json has the reason. The next row may need less memory or other data.
        const auto failed = [&](const std::exception& error) {
            if (group)
                throw;
            scheduler::changeQueueState(queue.folder(), [&](scheduler::QueueState& state) {
                state.addFailure(row.id, {error.what(), telemetry::secondsNow(), workerText(scheduler::thisWorker()),
                                          held->lease().token()});
            });
            if (events.rowFailed)
                events.rowFailed(row, std::current_exception());
        };
        try {
            auto directory = directoryOf(row, queue.sweep(), queue.folder() / row.id,
                                         std::make_shared<scheduler::LeaseClaim>(held->lease()));
            announce(group, config::toYaml(row.config));
            interrupted = training::train(row.config, directory, observer, control, stop, group).state ==
                          telemetry::RunState::Interrupted;
        } catch (const training::DeviceError& error) {
            failed(error);
        } catch (const training::DataError& error) {
            failed(error);
        } catch (const config::ConfigError& error) {
            failed(error);
        } catch (const telemetry::ClaimLost&) {  // another scheduler continues the row, which has not failed
            if (group)
                throw;
            if (events.rowFailed)
                events.rowFailed(row, std::current_exception());
        }
        // An interrupted row may be resumed by any other scheduler: this one stops.
        if (interrupted)
            held->giveBack();
        held.reset();
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
