// The differences between two configurations.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "training/config/RunConfig.h"

namespace isonet::config {

struct Difference {
    std::string key;
    std::string before, now;  // as in flatten(); empty if only the other configuration has the key
    bool operator==(const Difference&) const = default;
};

// The keys of flatten() with different values, in the order of `now`, then those that only `before` has. Stages are
// compared one by one, so {"model.stages[3]", "{...}", ""} is a removed stage.
std::vector<Difference> differences(const RunConfig& before, const RunConfig& now);

// Assignments (Override.h) that turn `before` into `now`, in the order in which they must be applied: key and value as
// YAML. Names of keys are those of a file; a list of stages is one value.
std::vector<std::pair<std::string, std::string>> assignmentsBetween(const RunConfig& before, const RunConfig& now);

}  // namespace isonet::config
