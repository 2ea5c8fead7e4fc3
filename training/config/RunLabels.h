// Short, distinct labels of runs that are compared, made of the settings in which they differ: "gamma 0, depth 56".
// Plain C++ without Qt. Any thread.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace isonet::config {

struct LabeledRun {
    std::string name;                                               // of its folder
    std::string shortName;                                          // used where it is enough
    std::span<const std::pair<std::string, std::string>> settings;  // as config::flatten writes them; may be empty
};

// One label per run, no two equal. The fewest settings that tell the runs apart, at most four; settings that do not
// help are left out, as are those without influence on the result. Runs that no setting tells apart have their names,
// or else numbers, appended. The label of a run without settings is its name.
std::vector<std::string> runLabels(const std::vector<LabeledRun>& runs);

// The place of a setting in a label: smaller ones come first.
std::size_t labelRank(std::string_view key);

// A setting without influence on the result: run.name, data.root, data.workers.
bool isIncidentalSetting(std::string_view key);

}  // namespace isonet::config
