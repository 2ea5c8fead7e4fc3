// Works through a queue: trains each row that is not done yet.
#pragma once

#include <exception>
#include <functional>
#include <stop_token>

#include "training/engine/Trainer.h"
#include "training/experiments/Queue.h"

namespace isonet::experiments {

struct QueueEvents {
    std::function<void(std::size_t row)> rowStarted;  // its place in queue.experiment() now
    // results.* are written already
    std::function<void(const config::ExperimentRow& row, const RowResult&)> rowEnded;
    std::function<void(const config::ExperimentRow& row, const std::exception_ptr&)> rowFailed;  // before it has ended
};

enum class QueueEnd { Done, Interrupted };

// Rows are trained on the caller's thread; `observer` and `control` are each run's (Trainer.h). A row that diverges is
// a result. One for which the device has too little memory, whose data cannot be read or which cannot be trained as it
// is configured, is Failed, and the rest goes on (among several processes, nothing does: it is thrown). On a stop
// request the running row keeps a checkpoint. Called again, it goes on where it stopped. Before each row
// experiment.yaml is read anew, so that rows may be added, taken out and put in another order meanwhile. Throws:
// telemetry::StorageError (also when another process works on the queue). What is done by then stays done.
QueueEnd runQueue(Queue& queue, training::TrainingObserver& observer, training::TrainingControl& control,
                  std::stop_token stop, const QueueEvents& events = {});

QueueEnd followQueue(training::TrainingObserver& observer, training::TrainingControl& control, std::stop_token stop);

}  // namespace isonet::experiments
