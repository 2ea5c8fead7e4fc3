#include "training/report/RunLabels.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "training/config/RunConfigYaml.h"
#include "training/config/RunLabels.h"

namespace isonet::report {
namespace {

constexpr std::array<std::string_view, 6> incidental{"run.name",     "run.device",    "data.root",
                                                     "data.workers", "run.precision", "run.seed"};

bool isIncidental(const std::string& key) {
    return std::ranges::find(incidental, key) != incidental.end() || key.starts_with("telemetry.");
}

}  // namespace

std::vector<std::string> differingKeys(const std::vector<RecordedRun>& runs) {
    std::vector<std::string> keys;  // of all, in file order
    std::map<std::string, std::set<std::string>> values;
    std::map<std::string, std::size_t> counts;
    std::size_t configured = 0;
    for (const auto& run : runs) {
        if (!run.history)
            continue;
        ++configured;
        for (const auto& [key, value] : config::flatten(run.history->inForce())) {
            if (++counts[key] == 1)
                keys.push_back(key);
            values[key].insert(value);
        }
    }
    std::erase_if(keys, [&](const auto& key) { return values[key].size() == 1 && counts[key] == configured; });
    std::ranges::stable_partition(keys, [](const auto& key) { return !isIncidental(key); });
    return keys;
}

std::vector<std::string> labelsOf(const std::vector<RecordedRun>& runs) {
    if (runs.size() == 1)
        return {runs.front().name};
    std::vector<std::vector<std::pair<std::string, std::string>>> settings;
    std::vector<config::LabeledRun> labeled;
    settings.reserve(runs.size());  // the labeled runs refer to them
    for (const auto& run : runs) {
        settings.push_back(run.history ? config::flatten(run.history->inForce()) : decltype(settings)::value_type());
        labeled.push_back({run.name, run.name, settings.back()});
    }
    std::vector<std::string> labels = config::runLabels(labeled);
    for (std::size_t i = 0; i < labels.size(); ++i)
        labels[i] = std::to_string(i + 1) + ": " + labels[i];
    return labels;
}

}  // namespace isonet::report
