#include "training/config/Differences.h"

#include <algorithm>

#include "training/config/ConfigFields.h"
#include "training/config/RunConfigYaml.h"
#include "training/config/StageFields.h"

namespace isonet::config {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

const std::string* valueOf(const Pairs& pairs, const std::string& key) {
    const auto found = std::ranges::find(pairs, key, &Pairs::value_type::first);
    return found == pairs.end() ? nullptr : &found->second;
}

}  // namespace

std::vector<Difference> differences(const RunConfig& before, const RunConfig& now) {
    const Pairs old = flatten(before), current = flatten(now);
    std::vector<Difference> all;
    for (const auto& [key, value] : current) {
        const std::string* previous = valueOf(old, key);
        if (!previous || *previous != value)
            all.push_back({key, previous ? *previous : "", value});
    }
    for (const auto& [key, value] : old)
        if (!valueOf(current, key))
            all.push_back({key, value, ""});
    return all;
}

Pairs assignmentsBetween(const RunConfig& before, const RunConfig& now) {
    RunConfig old = before, current = now;
    normalizeShorthand(old.model);
    normalizeShorthand(current.model);
    const auto from = fieldsOf(old), to = fieldsOf(current);
    Pairs first, rest;
    const bool otherStages = old.model.stages != current.model.stages;
    for (std::size_t i = 0; i < to.size(); ++i) {
        const std::string path = to[i].path();
        if (!current.model.stages.empty() && (path == "model.family" || path == "model.depth"))
            continue;
        // Assigning stages may write out the stem and resets family and depth, so it comes first, and the stem follows.
        if (path == "model.stages" && otherStages)
            first.insert(first.begin(), {path, to[i].yaml()});
        else if (path == "model.stem" && (otherStages || from[i].text() != to[i].text()))
            first.emplace_back(path, to[i].yaml());
        else if (from[i].text() != to[i].text())
            rest.emplace_back(path, to[i].yaml());
    }
    first.insert(first.end(), rest.begin(), rest.end());
    return first;
}

}  // namespace isonet::config
