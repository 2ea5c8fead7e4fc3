// The values of an experiment file: texts, numbers, changes of a configuration, the paper's numbers. What is no such
// value is a problem with its line. Private to the reader (ExperimentYaml.cpp).
#pragma once

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "training/config/ExperimentText.h"
#include "training/config/Suggestion.h"

namespace isonet::config {

int lineOf(const YAML::Node& node);  // from 1; 0: nowhere

class ExperimentValues {
public:
    // `problems` must outlive this.
    explicit ExperimentValues(FileProblems& problems) : problems_(problems) {}

    std::string text(const YAML::Node& node, const std::string& path);
    std::vector<std::string> texts(const YAML::Node& node, const std::string& path);  // a list, or one alone
    double number(const YAML::Node& node, const std::string& path, double least, double most);
    // One value as --set has it: "5", "[20, 32]", "[{layers: s4.*, activation: relu}]".
    std::string value(const YAML::Node& node, const std::string& path);
    // {section.key: value, ...}
    Changes changes(const YAML::Node& node, const std::string& path);
    // A number, or a map of figures and numbers, or a list of either, one for each combination.
    std::vector<PaperText> paper(const YAML::Node& node, const std::string& path);

    // Calls use(key, value) for every accepted key.
    template <typename Use>
    void eachKey(const YAML::Node& map, const std::string& path, std::initializer_list<std::string_view> accepted,
                 Use use);

private:
    // Whether the key is the first of its name; if not, a problem.
    bool isFirst(std::vector<std::string>& seen, const YAML::Node& node, const std::string& key,
                 const std::string& path);

    FileProblems& problems_;
};

template <typename Use>
void ExperimentValues::eachKey(const YAML::Node& map, const std::string& path,
                               std::initializer_list<std::string_view> accepted, Use use) {
    if (!map.IsMap()) {
        problems_.add(lineOf(map), path, "accepted is a map with the keys " + joined(accepted));
        return;
    }
    std::vector<std::string> seen;
    for (const auto& entry : map) {
        const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "";
        const std::string full = path.empty() ? key : path + "." + key;
        if (std::find(accepted.begin(), accepted.end(), key) == accepted.end())
            problems_.add(lineOf(entry.first), full,
                          "unknown key; accepted: " + joined(accepted) + didYouMean(key, accepted));
        else if (isFirst(seen, entry.first, key, full))
            use(key, entry.second);
    }
}

}  // namespace isonet::config
