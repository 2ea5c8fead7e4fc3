#include "training/engine/checkpoint/ConfigChanges.h"

#include <algorithm>
#include <array>
#include <utility>

#include "training/config/Differences.h"

namespace isonet::training {
namespace {

bool mayChange(const std::string& key) {
    static constexpr std::array prefixes{"telemetry.", "schedule."};
    static constexpr std::array keys{"optimizer.learning_rate",
                                     "penalty.coefficient",
                                     "run.epochs",
                                     "run.checkpoint_activations",
                                     "run.device",
                                     "run.name",
                                     "run.time_limit",
                                     "data.workers",
                                     "data.root"};
    return std::any_of(prefixes.begin(), prefixes.end(), [&](const char* prefix) { return key.starts_with(prefix); }) ||
           std::find(keys.begin(), keys.end(), key) != keys.end();
}

std::string shown(const std::string& value) {
    return value.empty() ? "nothing" : value;
}

}  // namespace

std::vector<spec::Problem> changesThatForbidResuming(const config::RunConfig& old, const config::RunConfig& now) {
    std::vector<spec::Problem> problems;
    for (const auto& change : changesBetween(old, now))
        if (!mayChange(change.key))
            problems.push_back({change.key, shown(change.now) + " differs from the run's own value, " +
                                                shown(change.before) +
                                                "; a resumed run keeps the configuration it was started with. Keep the "
                                                "value, or start a new run."});
    return problems;
}

std::vector<ConfigChange> changesBetween(const config::RunConfig& old, const config::RunConfig& now) {
    std::vector<ConfigChange> changes;
    for (auto& difference : config::differences(old, now))
        changes.push_back({std::move(difference.key), std::move(difference.before), std::move(difference.now)});
    return changes;
}

}  // namespace isonet::training
