// Validation of a whole run configuration.
#pragma once

#include <vector>

#include "training/config/RunConfig.h"

namespace isonet::config {

// All problems, including the model's; empty if the run can start. Field names are YAML paths.
std::vector<spec::Problem> validate(const RunConfig& config);
// The part of validate() for the keys of a detection run.
std::vector<spec::Problem> validateDetection(const RunConfig& config);
// The same for training from weights (FineTuning.h); requires a network that can be planned.
std::vector<spec::Problem> validateFineTuning(const RunConfig& config);

}  // namespace isonet::config
