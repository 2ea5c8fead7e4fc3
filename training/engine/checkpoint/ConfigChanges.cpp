#include "training/engine/checkpoint/ConfigChanges.h"

#include <algorithm>
#include <array>

#include "training/config/RunConfigYaml.h"

namespace isonet::training {
namespace {

bool mayChange(const std::string& key) {
    static constexpr std::array prefixes{"telemetry.", "schedule."};
    static constexpr std::array keys{"optimizer.learning_rate",
                                     "penalty.coefficient",
                                     "run.epochs",
                                     "run.device",
                                     "run.name",
                                     "data.workers",
                                     "data.root"};
    return std::any_of(prefixes.begin(), prefixes.end(), [&](const char* prefix) { return key.starts_with(prefix); }) ||
           std::find(keys.begin(), keys.end(), key) != keys.end();
}

}  // namespace

std::vector<spec::Problem> changesThatForbidResuming(const config::RunConfig& old, const config::RunConfig& now) {
    std::vector<spec::Problem> problems;
    for (const auto& change : changesBetween(old, now))
        if (!mayChange(change.key))
            problems.push_back({change.key, change.now + " differs from the run's own value, " + change.before +
                                                "; a resumed run keeps the configuration it was started with. Keep the "
                                                "value, or start a new run."});
    return problems;
}

std::vector<ConfigChange> changesBetween(const config::RunConfig& old, const config::RunConfig& now) {
    std::vector<ConfigChange> changes;
    const auto before = config::flatten(old);
    for (const auto& [key, value] : config::flatten(now)) {
        const auto found =
            std::find_if(before.begin(), before.end(), [&key = key](const auto& entry) { return entry.first == key; });
        const std::string previous = found == before.end() ? std::string() : found->second;
        if (previous != value)
            changes.push_back({key, previous, value});
    }
    return changes;
}

}  // namespace isonet::training
