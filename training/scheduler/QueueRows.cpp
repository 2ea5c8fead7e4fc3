#include "training/scheduler/QueueRows.h"

#include <unistd.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "model/base/Suggestion.h"
#include "training/scheduler/Lease.h"
#include "training/scheduler/QueueLock.h"
#include "training/scheduler/QueueState.h"
#include "training/telemetry/RunLock.h"

namespace isonet::scheduler {
namespace {

bool isTaken(const sweeps::Queue& queue, const std::string& id) {
    std::error_code error;
    const auto& rows = queue.sweep().rows;
    return std::ranges::find(rows, id, &sweeps::SweepRow::id) != rows.end() ||
           std::filesystem::exists(queue.folder() / id, error);
}

// Throws if a process runs the queue or one of its rows.
void refuseWhileRun(const sweeps::Queue& queue) {
    const std::string stop = ". Rename rows when nothing runs the queue.";
    if (telemetry::isInUse(queue.folder()))
        throw std::invalid_argument("The queue " + queue.folder().string() + " is being run" + stop);
    for (const auto& row : queue.sweep().rows) {
        if (telemetry::isInUse(queue.folder() / row.id))
            throw std::invalid_argument("The row " + row.id + " of the queue is being trained" + stop);
        const auto lease = Lease::read(queue.folder(), row.id);
        if (lease && lease->state == LeaseState::Held && !hasEnded(lease->holder))
            throw std::invalid_argument("The row " + row.id + " of the queue is held by " + workerText(lease->holder) +
                                        stop);
    }
}

// The lock of a run while its folder gets another name; none if the row has not started.
class MovedRun {
public:
    MovedRun(std::filesystem::path from, std::filesystem::path to) : from_(std::move(from)), to_(std::move(to)) {
        std::error_code none;
        if (!std::filesystem::is_directory(from_, none))
            return;
        lock_ = telemetry::lockRun(from_);
        std::error_code error;
        std::filesystem::rename(from_, to_, error);
        if (!error)
            return;
        ::close(lock_);
        throw telemetry::storageError(from_, "cannot be renamed", error);
    }
    MovedRun(const MovedRun&) = delete;
    MovedRun& operator=(const MovedRun&) = delete;
    ~MovedRun() {
        if (lock_ >= 0)
            ::close(lock_);
    }
    void undo() {
        std::error_code ignored;
        if (lock_ >= 0)
            std::filesystem::rename(to_, from_, ignored);
    }

private:
    std::filesystem::path from_, to_;
    int lock_ = -1;
};

}  // namespace

std::size_t findRow(const sweeps::Sweep& sweep, const std::string& name) {
    const auto& rows = sweep.rows;
    const auto byId = std::ranges::find(rows, name, &sweeps::SweepRow::id);
    if (byId != rows.end())
        return static_cast<std::size_t>(byId - rows.begin());
    const auto byLabel = std::ranges::find(rows, name, &sweeps::SweepRow::label);
    if (!name.empty() && byLabel != rows.end() && std::ranges::count(rows, name, &sweeps::SweepRow::label) == 1)
        return static_cast<std::size_t>(byLabel - rows.begin());
    std::vector<std::string_view> ids;
    for (const auto& row : rows)
        ids.push_back(row.id);
    throw std::invalid_argument("'" + name + "' is not a row of the queue; accepted: " + base::joined(ids) +
                                base::didYouMean(name, ids));
}

std::string addRow(const std::filesystem::path& folder, sweeps::SweepRow row) {
    const QueueLock lock(folder);
    auto queue = sweeps::Queue::open(folder);
    sweeps::Sweep alone;
    alone.rows = {std::move(row)};
    sweeps::nameRows(alone);
    row = std::move(alone.rows.front());
    const std::string id = row.id;
    for (int n = 2; isTaken(queue, row.id); ++n)
        row.id = id + "-" + std::to_string(n);
    auto sweep = queue.sweep();
    sweep.rows.push_back(row);
    queue.change(sweep);
    return row.id;
}

void moveRow(const std::filesystem::path& folder, const std::string& name, int position) {
    const QueueLock lock(folder);
    auto queue = sweeps::Queue::open(folder);
    auto sweep = queue.sweep();
    const auto from = static_cast<std::ptrdiff_t>(findRow(sweep, name));
    const auto count = static_cast<std::ptrdiff_t>(sweep.rows.size());
    if (position < 1 || position > count)
        throw std::invalid_argument("position " + std::to_string(position) + " is not in the queue; accepted: 1 to " +
                                    std::to_string(count));
    const auto to = static_cast<std::ptrdiff_t>(position) - 1;
    const auto begin = sweep.rows.begin();
    if (from < to)
        std::rotate(begin + from, begin + from + 1, begin + to + 1);
    else
        std::rotate(begin + to, begin + from, begin + from + 1);
    queue.change(sweep);
}

void removeRow(const std::filesystem::path& folder, const std::string& name) {
    const QueueLock lock(folder);
    auto queue = sweeps::Queue::open(folder);
    auto sweep = queue.sweep();
    const auto row = static_cast<std::ptrdiff_t>(findRow(sweep, name));
    if (sweep.rows.size() == 1)
        throw std::invalid_argument("'" + name +
                                    "' is the only row of the queue; delete the folder of the queue instead");
    sweep.rows.erase(sweep.rows.begin() + row);
    queue.change(sweep);
}

void renameRow(const std::filesystem::path& folder, const std::string& id, const std::string& newId) {
    {
        const QueueLock lock(folder);
        auto queue = sweeps::Queue::open(folder);
        auto sweep = queue.sweep();
        const auto row = std::ranges::find(sweep.rows, id, &sweeps::SweepRow::id);
        if (row == sweep.rows.end())
            throw std::invalid_argument("'" + id + "' is not a row of the queue " + folder.string());
        if (isTaken(queue, newId))
            throw std::invalid_argument("'" + newId + "' is already in " + folder.string() + ". Choose another name.");
        refuseWhileRun(queue);
        row->id = newId;
        MovedRun run(folder / id, folder / newId);
        try {
            queue.change(sweep);
        } catch (...) {
            run.undo();
            throw;
        }
    }
    changeQueueState(folder, [&](QueueState& state) {
        if (auto priority = state.priorities.extract(id); !priority.empty()) {
            priority.key() = newId;
            state.priorities.insert(std::move(priority));
        }
        if (auto failures = state.failures.extract(id); !failures.empty()) {
            failures.key() = newId;
            state.failures.insert(std::move(failures));
        }
        if (state.stopped.erase(id) > 0)
            state.stopped.insert(newId);
        if (state.stoppedBy == id)
            state.stoppedBy = newId;
    });
}

}  // namespace isonet::scheduler
