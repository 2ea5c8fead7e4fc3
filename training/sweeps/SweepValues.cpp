#include "training/sweeps/SweepValues.h"

#include <cmath>

#include "training/config/ConfigError.h"
#include "training/config/FieldValues.h"
#include "training/config/Override.h"

namespace isonet::sweeps {

int lineOf(const YAML::Node& node) {
    return node.Mark().is_null() ? 0 : node.Mark().line + 1;
}

bool SweepValues::isFirst(std::vector<std::string>& seen, const YAML::Node& node, const std::string& key,
                          const std::string& path) {
    const bool first = std::find(seen.begin(), seen.end(), key) == seen.end();
    if (!first)
        problems_.add(lineOf(node), path, "duplicate key; accepted: once");
    seen.push_back(key);
    return first;
}

std::string SweepValues::text(const YAML::Node& node, const std::string& path) {
    if (!node.IsScalar())
        problems_.add(lineOf(node), path, "accepted: text");
    return node.IsScalar() ? node.Scalar() : "";
}

std::vector<std::string> SweepValues::texts(const YAML::Node& node, const std::string& path) {
    std::vector<std::string> all;
    if (node.IsSequence())
        for (const auto& item : node)
            all.push_back(text(item, path));
    else
        all.push_back(text(node, path));
    return all;
}

double SweepValues::number(const YAML::Node& node, const std::string& path, double least, double most) {
    double value = least;
    if (!node.IsScalar() || !YAML::convert<double>::decode(node, value) || !(value >= least && value <= most)) {
        problems_.add(lineOf(node), path,
                      "accepted: a number from " + config::numberText(least) + " to " + config::numberText(most));
        return least;
    }
    return value;
}

int SweepValues::integer(const YAML::Node& node, const std::string& path, int least, int most) {
    int value = least;
    if (!node.IsScalar() || !YAML::convert<int>::decode(node, value) || value < least || value > most) {
        problems_.add(lineOf(node), path,
                      "accepted: an integer from " + std::to_string(least) + " to " + std::to_string(most));
        return least;
    }
    return value;
}

std::string SweepValues::value(const YAML::Node& node, const std::string& path) {
    if (node.IsNull())
        return {};
    if (node.IsMap()) {  // such as an entry of model.blocks
        bool wellFormed = true;
        std::string map = config::itemText(node, true, wellFormed);
        if (!wellFormed)
            problems_.add(lineOf(node), path, "accepted: a map of keys and text or numbers");
        return map;
    }
    if (!node.IsSequence())
        return text(node, path);
    std::string list;
    for (const auto& item : node)
        list += (list.empty() ? "" : ", ") + (item.IsMap() ? value(item, path) : text(item, path));
    return "[" + list + "]";
}

Changes SweepValues::changes(const YAML::Node& node, const std::string& path) {
    Changes all;
    std::vector<std::string> seen;
    if (node.IsMap())
        for (const auto& entry : node) {
            const std::string key = fullKey(entry.first.IsScalar() ? entry.first.Scalar() : "");
            const std::string full = path + "." + key;
            if (isFirst(seen, entry.first, key, full))
                all.push_back({key, value(entry.second, full), lineOf(entry.first)});
        }
    else if (!node.IsNull())
        problems_.add(lineOf(node), path, "accepted: a map of keys and values, such as {run.epochs: 5}");
    return all;
}

Changes SweepValues::values(const YAML::Node& node, const std::string& key, const std::string& path) {
    Changes all;
    if (!node.IsSequence() || node.size() == 0)
        problems_.add(lineOf(node), path, "accepted: a list of values, such as [20, 32]");
    else
        for (const auto& item : node)
            all.push_back({key, value(item, path), lineOf(item)});
    return all;
}

namespace {

// Whether a list is one value of the key, such as schedule.milestones, and not several.
bool isList(const std::string& key, const YAML::Node& list) {
    const bool nested = list.size() > 0 && list[0].IsSequence();
    try {
        return !nested && config::typeOf(key).list;
    } catch (const config::ConfigError&) {
        return false;  // unknown keys are reported with the rows
    }
}

}  // namespace

Conditions SweepValues::conditions(const YAML::Node& node, const std::string& path) {
    Conditions all;
    std::vector<std::string> seen;
    if (!node.IsMap()) {
        problems_.add(lineOf(node), path, "accepted: a map of keys and values, such as {model.depth: [20, 32]}");
        return all;
    }
    for (const auto& entry : node) {
        Condition condition{fullKey(entry.first.IsScalar() ? entry.first.Scalar() : ""), {}, lineOf(entry.first)};
        const std::string full = path + "." + condition.key;
        if (!isFirst(seen, entry.first, condition.key, full))
            continue;
        if (entry.second.IsSequence() && !isList(condition.key, entry.second))
            for (const auto& item : entry.second)
                condition.values.push_back(value(item, full));
        else
            condition.values.push_back(value(entry.second, full));
        all.push_back(std::move(condition));
    }
    return all;
}

std::vector<SampledKey> SweepValues::sampled(const YAML::Node& node, const std::string& path) {
    std::vector<SampledKey> all;
    std::vector<std::string> seen;
    if (!node.IsMap() || node.size() == 0) {
        problems_.add(lineOf(node), path,
                      "accepted: a map of keys and distributions, such as {optimizer.learning_rate: {log_uniform: "
                      "[1e-3, 0.1]}}");
        return all;
    }
    for (const auto& entry : node) {
        const std::string key = fullKey(entry.first.IsScalar() ? entry.first.Scalar() : ""), full = path + "." + key;
        if (!isFirst(seen, entry.first, key, full))
            continue;
        all.push_back(sampledKey(entry.second, key, full));
        all.back().line = lineOf(entry.first);
    }
    return all;
}

SampledKey SweepValues::sampledKey(const YAML::Node& node, const std::string& key, const std::string& path) {
    SampledKey sampled;
    sampled.key = key;
    int distributions = 0;
    eachKey(node, path, {"choose", "uniform", "log_uniform", "integer"},
            [&](const std::string& kind, const YAML::Node& value) {
                const std::string full = path + "." + kind;
                if (kind == "integer") {
                    if (!value.IsScalar() || !YAML::convert<bool>::decode(value, sampled.integer))
                        problems_.add(lineOf(value), full, "accepted: true or false");
                    return;
                }
                ++distributions;
                sampled.distribution = kind == "choose"    ? Distribution::Choice
                                       : kind == "uniform" ? Distribution::Uniform
                                                           : Distribution::LogUniform;
                if (kind == "choose")
                    for (const auto& choice : values(value, key, full))
                        sampled.choices.push_back(choice.value);
                else
                    bounds(sampled, value, full);
            });
    if (node.IsMap() && distributions != 1)
        problems_.add(lineOf(node), path,
                      std::to_string(distributions) +
                          " distributions; accepted: one of choose: [values], uniform: "
                          "[lowest, highest], log_uniform: [lowest, highest]");
    return sampled;
}

void SweepValues::bounds(SampledKey& key, const YAML::Node& node, const std::string& path) {
    const bool logarithmic = key.distribution == Distribution::LogUniform;
    const bool pair = node.IsSequence() && node.size() == 2 && node[0].IsScalar() && node[1].IsScalar() &&
                      YAML::convert<double>::decode(node[0], key.lowest) &&
                      YAML::convert<double>::decode(node[1], key.highest);
    if (!pair || !std::isfinite(key.lowest) || !std::isfinite(key.highest) || key.lowest > key.highest ||
        (logarithmic && key.lowest <= 0))
        problems_.add(lineOf(node), path,
                      std::string("accepted: the lowest and the highest number") +
                          (logarithmic ? ", both above 0, such as [1e-3, 0.1]" : ", such as [0, 0.5]"));
}

std::vector<PaperText> SweepValues::paper(const YAML::Node& node, const std::string& path) {
    std::vector<PaperText> all;
    if (node.IsSequence()) {
        for (const auto& item : node)
            for (auto& one : paper(item, path))
                all.push_back(std::move(one));
        return all;
    }
    PaperText one;
    if (node.IsMap())
        for (const auto& entry : node)
            one.emplace_back(text(entry.first, path), text(entry.second, path));
    else
        one.emplace_back("", text(node, path));
    all.push_back(std::move(one));
    return all;
}

}  // namespace isonet::sweeps
