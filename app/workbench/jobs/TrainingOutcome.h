// How a training run or a queue ended.
#pragma once

#include <QString>
#include <exception>
#include <optional>

#include "training/telemetry/RunDirectory.h"

namespace isonet::sweeps {
class Queue;
}

namespace isonet::workbench {

struct TrainingOutcome {
    QString path;  // run directory; empty if there is none, or none is left
    telemetry::RunState state = telemetry::RunState::Failed;
    QString message, remedy;   // `remedy`: what to do about it; may be empty
    bool outOfMemory = false;  // of the device: a smaller batch helps
    int batchThatFits = 0;     // likely; 0: unknown
    QString removedRun = {};   // run directory that was removed because the run failed before its first step
};

// Translates an exception of the engine into a failed outcome.
TrainingOutcome outcomeOf(const std::exception_ptr& error, const QString& path);

// The first failed row of a queue, with the number of others; none if no row failed.
std::optional<TrainingOutcome> failedRows(const sweeps::Queue& queue);

}  // namespace isonet::workbench
