// How fields of the configuration form depend on each other.
#pragma once

#include <string>

#include "training/config/RunConfig.h"

namespace isonet::widgets {

// The field that shows a problem with `key`: "model.channels" has no field and is set by "data.dataset", and so is
// "model.classes" unless the dataset is a folder with its own number.
std::string fieldForProblem(const std::string& key, const config::RunConfig& config);

// Resets switches that the edit of `key` makes inapplicable, so that no problem is left in a disabled field.
void resetDependents(const std::string& key, config::RunConfig& config);

// Whether the configuration's task (classification or detection) uses `key`.
bool appliesToTask(const std::string& key, const config::RunConfig& config);

// Switches the task: data, optimizer, schedule and detection settings become the task's defaults; the network is kept
// as far as the data allow.
void applyTask(config::RunConfig& config, bool detection);

}  // namespace isonet::widgets
