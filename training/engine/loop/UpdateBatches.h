// The batches of one update of the weights (optimizer.accumulate_batches of them).
#pragma once

#include <cstdint>
#include <vector>

#include "training/engine/loop/StepClock.h"
#include "training/engine/tasks/Task.h"

namespace isonet::training {

// `count` batches of the task; fewer are dropped: none at the end of the epoch. The clock learns how long it waited.
std::vector<TaskBatch> takeUpdateBatches(Task& task, int count, StepClock& clock);
std::int64_t imagesOf(const std::vector<TaskBatch>& batches);

}  // namespace isonet::training
