// Experiment files: from what was written to a row for each run.
#include <yaml-cpp/yaml.h>

#include <algorithm>

#include "training/config/ExperimentText.h"
#include "training/config/Figures.h"
#include "training/config/RunConfigYaml.h"
#include "training/config/Suggestion.h"

namespace isonet::config {
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

void apply(RunConfig& config, const Change& change, FileProblems& problems) {
    try {
        applyOverride(config, change.key + "=" + change.value);
    } catch (const ConfigError& error) {
        for (const auto& problem : error.problems())
            problems.add(change.line, problem.field.empty() ? change.key : problem.field, problem.message);
    }
}

// Whether the configuration has these values already.
bool holds(const RunConfig& config, const Changes& where, FileProblems& problems) {
    RunConfig changed = config;
    for (const auto& change : where)
        apply(changed, change, problems);
    return changed == config;
}

// The number of one of a run's figures.
void setFigure(ExperimentRow& row, const RowText& text, const std::pair<std::string, std::string>& number,
               FileProblems& problems) {
    const auto figures = figuresOf(row.config);
    std::vector<std::string_view> keys;
    for (const auto& figure : figures)
        keys.push_back(figure.key);
    const auto found = number.first.empty() ? keys.begin() : std::find(keys.begin(), keys.end(), number.first);
    if (found == keys.end()) {
        problems.add(text.line, "rows.paper",
                     "'" + number.first + "' is no figure of these runs; accepted: " + joined(keys) +
                         didYouMean(number.first, keys));
        return;
    }
    double value = 0;
    if (!YAML::convert<double>::decode(YAML::Node(number.second), value) || !(value > 0 && value <= 100)) {
        problems.add(text.line, "rows.paper",
                     "'" + number.second + "' is not possible; accepted: a percentage above 0, or N/A");
        return;
    }
    row.paper.resize(figures.size(), 0);
    row.paper[static_cast<std::size_t>(found - keys.begin())] = value;
}

void setPaper(ExperimentRow& row, const RowText& text, std::size_t combination, std::size_t combinations,
              FileProblems& problems) {
    if (text.paper.empty())
        return;
    if (text.paper.size() != combinations) {
        if (combination == 0)
            problems.add(text.line, "rows.paper",
                         std::to_string(text.paper.size()) + " numbers for " + std::to_string(combinations) +
                             (combinations == 1 ? " run" : " combinations of vary") + "; accepted: one for each");
        return;
    }
    const PaperText& numbers = text.paper[combination];
    row.paperFailed = !numbers.empty() && numbers.front().second == kFailed;
    if (!row.paperFailed)
        for (const auto& number : numbers)
            setFigure(row, text, number, problems);
    row.paperDepth = text.paperDepth > 0 ? text.paperDepth : row.config.model.depth;
}

std::string lastPart(const std::string& key) {
    return key.substr(key.rfind('.') + 1);
}

ExperimentRow rowOf(const ExperimentText& all, const RowText& text, const Changes& combination,
                    FileProblems& problems) {
    ExperimentRow row;
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
        // The depth has a column of its own in the table, and every folder's name has it.
        if (change.key == "model.depth")
            continue;
        row.method += ", " + lastPart(change.key) + " " + change.value;
        row.name += "-" + lastPart(change.key) + "-" + change.value;
    }
    return row;
}

}  // namespace

void FileProblems::add(int line, const std::string& path, const std::string& message) {
    const spec::Problem problem{path, message};
    const std::string place = line > 0 ? source_ + ":" + std::to_string(line) : source_;
    // A key that every row takes over is wrong once.
    for (std::size_t i = 0; i < problems_.size(); ++i)
        if (problems_[i] == problem && places_[i] == place)
            return;
    problems_.push_back(problem);
    places_.push_back(place);
}

void FileProblems::finish() const {
    if (!problems_.empty())
        throw ConfigError(problems_, places_);
}

std::vector<ExperimentRow> expandRows(const ExperimentText& text, FileProblems& problems) {
    std::size_t count = text.rows.size();
    for (const auto& values : text.vary)
        count *= values.size();
    if (count > kMostRows) {
        problems.add(0, "vary", std::to_string(count) + " rows; accepted are at most " + std::to_string(kMostRows));
        return {};
    }
    const auto all = combinationsOf(text.vary);
    std::vector<ExperimentRow> rows;
    for (const auto& row : text.rows)
        for (std::size_t i = 0; i < all.size(); ++i) {
            rows.push_back(rowOf(text, row, all[i], problems));
            setPaper(rows.back(), row, i, all.size(), problems);
        }
    return rows;
}

Experiment sweep(const std::string& name, const RunConfig& base, const std::vector<Variation>& vary) {
    ExperimentText text;
    text.base = base;
    text.rows.emplace_back();
    FileProblems problems(name.empty() ? "sweep" : name);
    std::vector<std::string> keys;
    for (const auto& [key, values] : vary) {
        if (values.empty())
            problems.add(0, key, "no values; accepted is at least one");
        if (std::find(keys.begin(), keys.end(), key) != keys.end())
            problems.add(0, key, "this key is varied twice; accepted: once, with all its values");
        keys.push_back(key);
        Changes changes;
        for (const auto& value : values)
            changes.push_back({key, value, 0});
        text.vary.push_back(std::move(changes));
    }
    problems.finish();
    Experiment experiment;
    experiment.name = name;
    for (const auto& key : keys)
        experiment.title += (experiment.title.empty() ? "Sweep of " : ", ") + key;
    experiment.rows = expandRows(text, problems);
    problems.finish();
    nameRows(experiment);
    return experiment;
}

}  // namespace isonet::config
