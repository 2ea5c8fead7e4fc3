// Reads the values of a sweep file: text, numbers, configuration changes, the paper's values. Anything else becomes a
// problem with its line. Private to the reader (SweepYaml.cpp).
#pragma once

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "model/base/Suggestion.h"
#include "training/sweeps/SweepFile.h"
#include "training/sweeps/SweepProblems.h"
#include "training/sweeps/SweepText.h"

namespace isonet::sweeps {

int lineOf(const YAML::Node& node);  // from 1; 0: unknown

class SweepValues {
public:
    // `problems` must outlive this.
    explicit SweepValues(SweepProblems& problems) : problems_(problems) {}

    std::string text(const YAML::Node& node, const std::string& path);
    std::vector<std::string> texts(const YAML::Node& node, const std::string& path);  // a list or a single text
    double number(const YAML::Node& node, const std::string& path, double least, double most);
    int integer(const YAML::Node& node, const std::string& path, int least, int most);
    // One value as in `--set`: "5", "[20, 32]", "[{layers: s4.*, activation: relu}]".
    std::string value(const YAML::Node& node, const std::string& path);
    // {section.key: value, ...}
    Changes changes(const YAML::Node& node, const std::string& path);
    // [value, ...] of one key.
    Changes values(const YAML::Node& node, const std::string& key, const std::string& path);
    // {section.key: value or [value, ...], ...}
    Conditions conditions(const YAML::Node& node, const std::string& path);
    // {section.key: {log_uniform: [1e-3, 0.1]}, ...}
    std::vector<SampledKey> sampled(const YAML::Node& node, const std::string& path);
    // A number, a map of metrics and numbers, or a list of either with one entry per combination.
    std::vector<PaperText> paper(const YAML::Node& node, const std::string& path);

    // Calls use(key, value) for every accepted key. Keys of earlier versions are passed under their current names.
    template <typename Use>
    void eachKey(const YAML::Node& map, const std::string& path, std::initializer_list<std::string_view> accepted,
                 Use use);

private:
    SampledKey sampledKey(const YAML::Node& node, const std::string& key, const std::string& path);
    void bounds(SampledKey& key, const YAML::Node& node, const std::string& path);

    // False, and a problem, for a duplicate key.
    bool isFirst(std::vector<std::string>& seen, const YAML::Node& node, const std::string& key,
                 const std::string& path);

    // Earlier versions called the sweep's name "experiment".
    static std::string currentKey(const std::string& key, const std::string& path) {
        return path.empty() && key == "experiment" ? "sweep" : key;
    }

    SweepProblems& problems_;
};

template <typename Use>
void SweepValues::eachKey(const YAML::Node& map, const std::string& path,
                          std::initializer_list<std::string_view> accepted, Use use) {
    if (!map.IsMap()) {
        problems_.add(lineOf(map), path, "accepted: a map with the keys " + base::joined(accepted));
        return;
    }
    std::vector<std::string> seen;
    for (const auto& entry : map) {
        const std::string key = currentKey(entry.first.IsScalar() ? entry.first.Scalar() : "", path);
        const std::string full = path.empty() ? key : path + "." + key;
        if (std::find(accepted.begin(), accepted.end(), key) == accepted.end())
            problems_.add(lineOf(entry.first), full,
                          "unknown key; accepted: " + base::joined(accepted) + base::didYouMean(key, accepted));
        else if (isFirst(seen, entry.first, key, full))
            use(key, entry.second);
    }
}

}  // namespace isonet::sweeps
