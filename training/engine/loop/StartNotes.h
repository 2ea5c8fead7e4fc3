// What the log says about a run when it starts.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "training/config/RunConfig.h"
#include "training/engine/tasks/Task.h"

namespace isonet::training {

// Sentences about initial weights, frozen layers and learning rates by layer; none for a run without them. `weights`:
// where the run's initial weights came from.
std::vector<std::string> fineTuningNotes(const config::RunConfig& config, Task& task,
                                         const std::optional<WeightsOrigin>& weights);

// Which images are used to choose best.pt, and on which results are reported.
std::string selectionNote(const config::RunConfig& config, const Task& task);

}  // namespace isonet::training
