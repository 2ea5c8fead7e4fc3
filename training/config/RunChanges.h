// Changes of a run's configuration while it trains or when it is resumed. config.yaml keeps what the run was started
// with; the changes are a separate list, changes.yaml:
//
//     version: 2
//
//     changes:
//       - step: 120
//         set: {optimizer.learning_rate: 0.01}
//
//     end: true
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "training/config/Differences.h"
#include "training/config/RunConfig.h"

namespace isonet::config {

struct RunChange {
    std::int64_t step = 0;  // updates done when it took effect
    RunConfig now;          // the configuration from then on
    bool operator==(const RunChange&) const = default;
};

// A run's configuration over time.
struct RunHistory {
    RunConfig started;
    std::vector<RunChange> changes;  // in order of time
    const RunConfig& inForce() const { return changes.empty() ? started : changes.back().now; }
    // From `step` on. Later changes, which a run resumed at `step` has repeated, count as made then. No change if `now`
    // is in force already.
    void add(std::int64_t step, const RunConfig& now);
    bool operator==(const RunHistory&) const = default;
};

std::string changesYaml(const RunHistory& history);
// Throws ConfigError naming `source`.
std::vector<RunChange> parseChanges(std::string_view yaml, const std::string& source, const RunConfig& started);

// One changed key at one step: a line of a list of changes.
struct ChangedKey {
    std::int64_t step = 0;
    Difference difference;
    bool operator==(const ChangedKey&) const = default;
};
std::vector<ChangedKey> changedKeys(const RunHistory& history);

}  // namespace isonet::config
