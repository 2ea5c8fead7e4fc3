#include "training/sweeps/SweepRows.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>

#include "model/base/Suggestion.h"
#include "training/config/RunConfigYaml.h"
#include "training/telemetry/HeadlineMetrics.h"

namespace isonet::sweeps {
namespace {

constexpr std::string_view kFailed = "N/A";

std::vector<Changes> combinationsOf(const std::vector<Changes>& vary) {
    std::vector<Changes> all{{}};
    for (const auto& values : vary) {
        std::vector<Changes> longer;
        for (const auto& combination : all)
            for (const auto& value : values) {
                longer.push_back(combination);
                longer.back().push_back(value);
            }
        all = std::move(longer);
    }
    return all;
}

void apply(config::RunConfig& config, const Change& change, SweepProblems& problems) {
    try {
        applyOverride(config, change.key + "=" + change.value);
    } catch (const config::ConfigError& error) {
        for (const auto& problem : error.problems())
            problems.add(change.line, problem.field.empty() ? change.key : problem.field, problem.message);
    }
}

// Whether the configuration already has these values.
bool holds(const config::RunConfig& config, const Changes& where, SweepProblems& problems) {
    config::RunConfig changed = config;
    for (const auto& change : where)
        apply(changed, change, problems);
    return changed == config;
}

// The paper's value of one headline metric.
void setMetric(SweepRow& row, const RowText& text, const std::pair<std::string, std::string>& number,
               SweepProblems& problems) {
    const auto metrics = telemetry::headlineMetricsOf(row.config);
    std::vector<std::string_view> keys;
    for (const auto& metric : metrics)
        keys.push_back(metric.key);
    const auto found = number.first.empty() ? keys.begin() : std::find(keys.begin(), keys.end(), number.first);
    if (found == keys.end()) {
        problems.add(text.line, "rows.paper",
                     "'" + number.first + "' is not a metric of these runs; accepted: " + base::joined(keys) +
                         base::didYouMean(number.first, keys));
        return;
    }
    double value = 0;
    if (!YAML::convert<double>::decode(YAML::Node(number.second), value) || !(value > 0 && value <= 100)) {
        problems.add(text.line, "rows.paper",
                     "'" + number.second + "' is invalid; accepted: a percentage above 0, or N/A");
        return;
    }
    row.paper.resize(metrics.size(), 0);
    row.paper[static_cast<std::size_t>(found - keys.begin())] = value;
}

void setPaper(SweepRow& row, const RowText& text, std::size_t combination, std::size_t combinations,
              SweepProblems& problems) {
    if (text.paper.empty())
        return;
    if (text.paper.size() != combinations) {
        if (combination == 0)
            problems.add(text.line, "rows.paper",
                         std::to_string(text.paper.size()) + " values for " + std::to_string(combinations) +
                             (combinations == 1 ? " run" : " combinations of vary") + "; accepted: one per run");
        return;
    }
    const PaperText& numbers = text.paper[combination];
    row.paperFailed = !numbers.empty() && numbers.front().second == kFailed;
    if (!row.paperFailed)
        for (const auto& number : numbers)
            setMetric(row, text, number, problems);
    row.paperDepth = text.paperDepth > 0 ? text.paperDepth : row.config.model.depth;
}

std::string lastPart(const std::string& key) {
    return key.substr(key.rfind('.') + 1);
}

SweepRow rowOf(const SweepText& all, const RowText& text, const Changes& combination, SweepProblems& problems) {
    SweepRow row;
    row.label = text.label;
    row.config = all.base;
    for (const Changes* changes : {&all.set, &text.set, &combination})
        for (const auto& change : *changes)
            apply(row.config, change, problems);
    for (const auto& exception : text.exceptions)
        if (holds(row.config, exception.where, problems))
            for (const auto& change : exception.set)
                apply(row.config, change, problems);
    row.method = !text.method.empty() ? text.method
                 : !text.name.empty() ? text.name
                                      : spec::networkName(row.config.model);
    row.name = text.name;
    row.id = text.id;
    for (const auto& change : combination) {
        // The table has a depth column, and every folder name contains the depth.
        if (change.key == "model.depth")
            continue;
        row.method += ", " + lastPart(change.key) + " " + change.value;
        row.name += "-" + lastPart(change.key) + "-" + change.value;
    }
    return row;
}

}  // namespace

std::vector<SweepRow> expandRows(const SweepText& text, SweepProblems& problems) {
    std::size_t count = text.rows.size();
    for (const auto& values : text.vary)
        count *= values.size();
    if (count > kMostRows) {
        problems.add(0, "vary", std::to_string(count) + " rows; accepted: at most " + std::to_string(kMostRows));
        return {};
    }
    const auto all = combinationsOf(text.vary);
    std::vector<SweepRow> rows;
    for (const auto& row : text.rows)
        for (std::size_t i = 0; i < all.size(); ++i) {
            rows.push_back(rowOf(text, row, all[i], problems));
            setPaper(rows.back(), row, i, all.size(), problems);
        }
    return rows;
}

}  // namespace isonet::sweeps
