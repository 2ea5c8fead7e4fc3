// Runs a queue: trains each row that is not done.
#pragma once

#include <exception>
#include <functional>
#include <stop_token>

#include "training/engine/loop/Trainer.h"
#include "training/sweeps/Queue.h"

namespace isonet::sweeps {

struct QueueEvents {
    std::function<void(std::size_t row)> rowStarted;  // its current index in queue.sweep()
    // after results.* have been written
    std::function<void(const SweepRow& row, const RowResult&)> rowEnded;
    std::function<void(const SweepRow& row, const std::exception_ptr&)> rowFailed;  // before rowEnded
};

enum class QueueEnd { Done, Interrupted };

// Trains on the caller's thread; `observer` and `control` are passed to each run (Trainer.h). A row that diverges is a
// result. A row fails if the device runs out of memory, its data cannot be read or its configuration cannot be trained;
// the queue then continues with the next row (in a process group the error is rethrown instead). A stop request writes
// a checkpoint of the running row, and the next call resumes it. experiment.yaml is reread before each row, so rows may
// be added, removed and reordered meanwhile. Throws telemetry::StorageError, also if another process runs the queue;
// finished rows stay finished.
QueueEnd runQueue(Queue& queue, training::TrainingObserver& observer, training::TrainingControl& control,
                  std::stop_token stop, const QueueEvents& events = {}, distributed::Group* group = nullptr);

// For the other ranks of `group`: trains the rows that rank 0's runQueue() announces.
QueueEnd followQueue(distributed::Group& group, training::TrainingObserver& observer,
                     training::TrainingControl& control, std::stop_token stop);

}  // namespace isonet::sweeps
