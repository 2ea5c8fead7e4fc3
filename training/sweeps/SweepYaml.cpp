#include "training/sweeps/SweepYaml.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <climits>
#include <regex>

#include "model/base/AtomicFile.h"
#include "model/base/Suggestion.h"
#include "training/config/ConfigFields.h"
#include "training/config/Differences.h"
#include "training/config/Override.h"
#include "training/config/RunConfigYaml.h"
#include "training/config/YamlFields.h"
#include "training/sweeps/Presets.h"
#include "training/sweeps/SweepFileText.h"
#include "training/sweeps/SweepRows.h"
#include "training/sweeps/SweepValues.h"
#include "training/telemetry/HeadlineMetrics.h"

namespace isonet::sweeps {
namespace {

class Reader {
public:
    Reader(std::string source, std::filesystem::path folder)
        : problems_(std::move(source)), folder_(std::move(folder)) {}

    SweepFile read(std::string_view yaml);

private:
    YAML::Node load(std::string_view yaml);
    void readTop(const YAML::Node& root);
    void readBase(const YAML::Node& node);
    void readRow(const YAML::Node& node);
    std::vector<RowException> readExceptions(const YAML::Node& node, const std::string& path);
    void readSearch(const std::string& key, const YAML::Node& value);
    void readVary(const YAML::Node& node);

    SweepProblems problems_;
    SweepValues values_{problems_};
    std::filesystem::path folder_;
    SweepFile file_;
    SweepText& text_ = file_.text;
};

void Reader::readBase(const YAML::Node& node) {
    if (node.IsMap()) {
        config::YamlFields sections(problems_.source());
        config::readRunConfig(node, sections, text_.base);
        return;
    }
    const std::string name = values_.text(node, "base");
    if (const auto* preset = name.empty() ? nullptr : findPreset(name)) {
        file_.preset = preset->name;
        text_.base = preset->config;
        text_.base.run.name.clear();
        // As in versions without these settings, so that rows stay comparable across devices and queues resume.
        const config::RunConfig fixed;
        text_.base.run.precision = fixed.run.precision;
        text_.base.data.workers = fixed.data.workers;
        text_.base.optimizer.decaySlopes = fixed.optimizer.decaySlopes;
        return;
    }
    const auto file = folder_ / name;
    std::error_code error;
    if (!name.empty() && std::filesystem::is_regular_file(file, error)) {
        text_.base = config::loadRunConfig(file);
        return;
    }
    std::vector<std::string_view> known;
    for (const auto& preset : presets())
        known.push_back(preset.name);
    problems_.add(lineOf(node), "base",
                  "'" + name +
                      "' is neither a preset nor a file in this folder; accepted: a preset (isonet presets), a "
                      "configuration file, or sections with keys" +
                      base::didYouMean(name, known));
}

std::vector<RowException> Reader::readExceptions(const YAML::Node& node, const std::string& path) {
    std::vector<RowException> all;
    if (!node.IsSequence()) {
        problems_.add(lineOf(node), path, "accepted: a list, such as [{where: {model.depth: 101}, set: {...}}]");
        return all;
    }
    for (const auto& item : node) {
        RowException exception;
        values_.eachKey(item, path, {"where", "set", "skip"}, [&](const std::string& key, const YAML::Node& value) {
            const std::string full = path + "." + key;
            if (key == "where")
                exception.where = values_.conditions(value, full);
            else if (key == "set")
                exception.set = values_.changes(value, full);
            else if (!value.IsScalar() || !YAML::convert<bool>::decode(value, exception.skip))
                problems_.add(lineOf(value), full, "accepted: true or false");
        });
        all.push_back(std::move(exception));
    }
    return all;
}

void Reader::readRow(const YAML::Node& node) {
    RowText row;
    row.line = lineOf(node);
    values_.eachKey(node, "rows", {"row", "name", "method", "id", "when", "set", "except", "paper", "paper_depth"},
                    [&](const std::string& key, const YAML::Node& value) {
                        const std::string path = "rows." + key;
                        if (key == "set")
                            row.set = values_.changes(value, path);
                        else if (key == "except")
                            row.exceptions = readExceptions(value, path);
                        else if (key == "when")
                            row.when = values_.conditions(value, path);
                        else if (key == "paper")
                            row.paper = values_.paper(value, path);
                        else if (key == "paper_depth")
                            row.paperDepth = static_cast<int>(values_.number(value, path, 1, 100000));
                        else
                            (key == "row"    ? row.label
                             : key == "name" ? row.name
                             : key == "id"   ? row.id
                                             : row.method) = values_.text(value, path);
                    });
    text_.rows.push_back(std::move(row));
}

void Reader::readVary(const YAML::Node& node) {
    if (!node.IsMap()) {
        problems_.add(lineOf(node), "vary", "accepted: a map of keys and lists, such as {model.depth: [20, 32]}");
        return;
    }
    for (const auto& entry : node) {
        const std::string key = fullKey(entry.first.IsScalar() ? entry.first.Scalar() : "");
        if (std::any_of(text_.vary.begin(), text_.vary.end(),
                        [&](const Changes& values) { return values.front().key == key; })) {
            problems_.add(lineOf(entry.first), "vary." + key, "duplicate key; accepted: once");
            continue;
        }
        if (auto values = values_.values(entry.second, key, "vary." + key); !values.empty())
            text_.vary.push_back(std::move(values));
    }
}

void Reader::readSearch(const std::string& key, const YAML::Node& value) {
    if (key == "vary")
        readVary(value);
    else if (key == "sample")
        text_.sample = values_.sampled(value, key);
    else if (key == "samples")
        text_.samples = values_.integer(value, key, 1, static_cast<int>(kMostRows));
    else if (key == "sample_seed")
        text_.sampleSeed = static_cast<std::uint64_t>(values_.integer(value, key, 0, INT_MAX));
    else if (key == "repeats")
        text_.repeats = values_.integer(value, key, 1, static_cast<int>(kMostRows));
    else if (key == "when")
        text_.when = values_.conditions(value, key);
    else if (key == "seeds")
        text_.seeds = values_.values(value, "run.seed", key);
    else
        text_.exceptions = readExceptions(value, key);
}

void Reader::readTop(const YAML::Node& root) {
    values_.eachKey(root, "",
                    {"sweep", "title", "notes", "fails_below", "base", "set", "rows", "vary", "sample", "samples",
                     "sample_seed", "seeds", "repeats", "when", "except"},
                    [&](const std::string& key, const YAML::Node& value) {
                        if (key == "sweep")
                            file_.name = values_.text(value, key);
                        else if (key == "title")
                            file_.title = values_.text(value, key);
                        else if (key == "notes")
                            file_.notes = values_.texts(value, key);
                        else if (key == "fails_below")
                            file_.failsBelow = values_.number(value, key, 0, 100);
                        else if (key == "base")
                            readBase(value);
                        else if (key == "set")
                            text_.set = values_.changes(value, key);
                        else if (key != "rows")
                            readSearch(key, value);
                        else if (value.IsSequence() && value.size() > 0)
                            for (const auto& row : value)
                                readRow(row);
                        else
                            problems_.add(lineOf(value), key, "accepted: a list of rows");
                    });
    if (!root.IsMap())
        return;
    if (!root["base"].IsDefined())
        problems_.add(0, "base",
                      "missing; accepted: a preset (isonet presets), a configuration file, or sections with keys");
    if (text_.rows.empty())
        text_.rows.emplace_back();
}

// Puts keys with brackets in quotes: in {stages[2].channels: [64, 96]} YAML would end the key at the bracket.
std::string quotedKeys(std::string_view yaml) {
    static const std::regex key(R"(([{,]\s*)((?:model\.)?stages\[\d+\](?:\.\w+)?)(?=\s*:\s))");
    return std::regex_replace(std::string(yaml), key, "$1\"$2\"");
}

YAML::Node Reader::load(std::string_view yaml) {
    try {
        return YAML::Load(std::string(yaml));
    } catch (const YAML::Exception& error) {
        try {
            return YAML::Load(quotedKeys(yaml));
        } catch (const YAML::Exception&) {
            problems_.add(error.mark.is_null() ? 0 : error.mark.line + 1, "", "not valid YAML: " + error.msg);
            problems_.finish();
        }
    }
    return {};
}

SweepFile Reader::read(std::string_view yaml) {
    readTop(load(yaml));
    problems_.finish();
    return std::move(file_);
}

std::string changesYaml(const config::RunConfig& from, const config::RunConfig& to) {
    auto changes = config::assignmentsBetween(from, to);
    if (from.run.epochs != to.run.epochs) {  // a schedule that is set does not follow the epochs
        auto copy = to;
        for (const char* key : {"schedule.milestones", "schedule.warmup_epochs"})
            if (std::ranges::none_of(changes, [key](const auto& change) { return change.first == key; }))
                changes.emplace_back(key, config::fieldAt(copy, key).yaml());
    }
    std::string text;
    for (const auto& [key, value] : changes)
        text += (text.empty() ? "" : ", ") + key + ": " + value;
    return "{" + text + "}";
}

std::string paperYaml(const SweepRow& row) {
    if (row.paperFailed)
        return "N/A";
    const auto metrics = telemetry::headlineMetricsOf(row.config);
    std::string text;
    for (std::size_t i = 0; i < row.paper.size(); ++i)
        if (row.paper[i] > 0)
            text += (text.empty() ? "" : ", ") + std::string(metrics[i].key) + ": " + base::yamlNumber(row.paper[i]);
    return "{" + text + "}";
}

}  // namespace

SweepFile parseSweepFile(std::string_view yaml, const std::string& source, const std::filesystem::path& folder) {
    return Reader(source, folder).read(yaml);
}

SweepFile loadSweepFile(const std::filesystem::path& path) {
    auto file = parseSweepFile(base::readFile(path, config::largestYamlFile), path.string(), path.parent_path());
    if (file.name.empty())
        file.name = path.stem().string();
    return file;
}

Sweep parseSweep(std::string_view yaml, const std::string& source, const std::filesystem::path& folder) {
    return expand(parseSweepFile(yaml, source, folder), source);
}

Sweep loadSweep(const std::filesystem::path& file, Schedules schedules) {
    return expand(loadSweepFile(file), file.string(), schedules);
}

std::string toYaml(const Sweep& sweep) {
    std::string text = "sweep: " + config::quoted(sweep.name) + "\ntitle: " + config::quoted(sweep.title) + "\n";
    if (!sweep.notes.empty())
        text += "notes:\n";
    for (const auto& note : sweep.notes)
        text += "  - " + config::quoted(note) + "\n";
    const config::RunConfig base = sweep.rows.empty() ? config::RunConfig{} : sweep.rows.front().config;
    text += "fails_below: " + base::yamlNumber(sweep.failsBelow) + "\nbase:\n" + baseYaml(base) + "\nrows:\n";
    for (const auto& row : sweep.rows) {
        text += "  - row: " + config::quoted(row.label) + "\n    name: " + config::quoted(row.name) +
                "\n    method: " + config::quoted(row.method) + "\n    id: " + config::quoted(row.id) +
                "\n    set: " + changesYaml(base, row.config) + "\n";
        if (row.paperDepth > 0)
            text += "    paper: " + paperYaml(row) + "\n    paper_depth: " + std::to_string(row.paperDepth) + "\n";
    }
    return text;
}

}  // namespace isonet::sweeps
