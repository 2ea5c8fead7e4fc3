#include "training/config/Experiment.h"

#include <algorithm>
#include <cctype>
#include <map>

#include "training/config/ConfigFields.h"
#include "training/config/Figures.h"
#include "training/config/PaperTables.h"
#include "training/config/RunConfigYaml.h"

namespace isonet::config {

namespace {

// Safe as a part of a folder's name everywhere, and in lower case.
std::string folderPart(std::string_view text) {
    std::string part;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) || c == '.' || c == '_' || byte >= 0x80)
            part += static_cast<char>(byte < 0x80 ? std::tolower(byte) : byte);
        else if (!part.empty() && part.back() != '-')
            part += '-';
    }
    while (part.ends_with('-'))
        part.pop_back();
    part.erase(0, std::min(part.find_first_not_of('.'), part.size()));
    return part;
}

// The whole configuration as sections, two spaces further in.
std::string baseYaml(const RunConfig& config) {
    std::string text, line;
    for (const char c : toYaml(config)) {
        line += c;
        if (c != '\n')
            continue;
        text += (line == "\n" ? "" : "  ") + line;
        line.clear();
    }
    return text;
}

std::string changesYaml(const RunConfig& from, const RunConfig& to) {
    RunConfig old = from, now = to;
    const auto before = fieldsOf(old), after = fieldsOf(now);
    std::string text;
    for (std::size_t i = 0; i < after.size(); ++i)
        if (before[i].text() != after[i].text())
            text += (text.empty() ? "" : ", ") + after[i].path() + ": " + after[i].yaml();
    return "{" + text + "}";
}

std::string paperYaml(const ExperimentRow& row) {
    if (row.paperFailed)
        return "N/A";
    const auto figures = figuresOf(row.config);
    std::string text;
    for (std::size_t i = 0; i < row.paper.size(); ++i)
        if (row.paper[i] > 0)
            text += (text.empty() ? "" : ", ") + std::string(figures[i].key) + ": " + numberText(row.paper[i]);
    return "{" + text + "}";
}

}  // namespace

std::string toYaml(const Experiment& experiment) {
    std::string text = "experiment: " + quoted(experiment.name) + "\ntitle: " + quoted(experiment.title) + "\n";
    if (!experiment.notes.empty())
        text += "notes:\n";
    for (const auto& note : experiment.notes)
        text += "  - " + quoted(note) + "\n";
    const RunConfig base = experiment.rows.empty() ? RunConfig{} : experiment.rows.front().config;
    text += "fails_below: " + numberText(experiment.failsBelow) + "\nbase:\n" + baseYaml(base) + "\nrows:\n";
    for (const auto& row : experiment.rows) {
        text += "  - row: " + quoted(row.label) + "\n    name: " + quoted(row.name) +
                "\n    method: " + quoted(row.method) + "\n    id: " + quoted(row.id) +
                "\n    set: " + changesYaml(base, row.config) + "\n";
        if (row.paperDepth > 0)
            text += "    paper: " + paperYaml(row) + "\n    paper_depth: " + std::to_string(row.paperDepth) + "\n";
    }
    return text;
}

void nameRows(Experiment& experiment) {
    std::map<std::string, int> seen;
    for (auto& row : experiment.rows) {
        std::string name = row.name.empty() ? spec::networkName(row.config.model) : row.name;
        const std::string depth = std::to_string(row.config.model.depth);
        if (row.name.empty() || row.name.starts_with('-'))
            name = spec::networkName(row.config.model) + row.name;
        else
            name += "-" + depth;
        row.id = folderPart(row.label.empty() ? name : row.label + "-" + name);
        if (const int count = ++seen[row.id]; count > 1)
            row.id += "-" + std::to_string(count);
    }
}

std::vector<spec::Problem> validate(const Experiment& experiment) {
    std::vector<spec::Problem> problems, shared;
    std::map<std::pair<std::string, std::string>, std::size_t> rows;
    for (const auto& row : experiment.rows)
        for (const auto& problem : validate(row.config)) {
            problems.push_back({"row " + row.id + ": " + problem.field, problem.message});
            if (++rows[{problem.field, problem.message}] == experiment.rows.size())
                shared.push_back(problem);
        }
    // What is wrong with every row is said once.
    for (const auto& problem : shared)
        std::erase_if(problems, [&](const auto& one) {
            return one.message == problem.message && one.field.ends_with(": " + problem.field);
        });
    problems.insert(problems.begin(), shared.begin(), shared.end());
    const auto detectors = std::count_if(experiment.rows.begin(), experiment.rows.end(),
                                         [](const auto& row) { return isDetection(row.config); });
    if (detectors > 0 && detectors < static_cast<std::ptrdiff_t>(experiment.rows.size()))
        problems.push_back({"data.dataset",
                            "some rows train detectors and others classifiers, whose numbers cannot stand in one "
                            "table; accepted: one kind in an experiment"});
    return problems;
}

const std::vector<Experiment>& paperTables() {
    static const std::vector<Experiment> tables = [] {
        std::vector<Experiment> all;
        for (std::size_t i = 0; i < paperTableCount; ++i)
            all.push_back(parseExperiment(paperTableTexts[i].yaml, std::string(paperTableTexts[i].name) + ".yaml"));
        return all;
    }();
    return tables;
}

const Experiment* findPaperTable(std::string_view name) {
    const auto& tables = paperTables();
    const auto found =
        std::find_if(tables.begin(), tables.end(), [&](const Experiment& table) { return table.name == name; });
    return found == tables.end() ? nullptr : &*found;
}

}  // namespace isonet::config
