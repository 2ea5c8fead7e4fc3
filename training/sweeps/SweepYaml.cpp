#include "training/sweeps/SweepYaml.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <set>

#include "model/base/AtomicFile.h"
#include "model/base/Suggestion.h"
#include "training/config/ConfigFields.h"
#include "training/config/DatasetInfo.h"
#include "training/config/RunConfigYaml.h"
#include "training/config/YamlFields.h"
#include "training/sweeps/Presets.h"
#include "training/sweeps/SweepRows.h"
#include "training/sweeps/SweepValues.h"
#include "training/telemetry/HeadlineMetrics.h"

namespace isonet::sweeps {
namespace {

class Reader {
public:
    Reader(std::string source, std::filesystem::path folder)
        : problems_(std::move(source)), folder_(std::move(folder)) {}

    Sweep read(std::string_view yaml);

private:
    void readTop(const YAML::Node& root);
    void readBase(const YAML::Node& node);
    void readRow(const YAML::Node& node);
    void readExceptions(const YAML::Node& node, RowText& row);
    void readVary(const YAML::Node& node);
    void nameAllRows();

    SweepProblems problems_;
    SweepValues values_{problems_};
    std::filesystem::path folder_;
    Sweep sweep_;
    SweepText text_;
};

void Reader::readBase(const YAML::Node& node) {
    if (node.IsMap()) {
        config::YamlFields sections(problems_.source());
        auto fields = fieldsOf(text_.base);
        sections.read(node, fields);
        sections.finish();
        if (const auto* info = config::findDataset(text_.base.data.dataset)) {
            if (!sections.has("model.channels"))
                text_.base.model.channels = info->channels;
            if (!sections.has("model.classes"))
                text_.base.model.classes = info->classes;
        }
        return;
    }
    const std::string name = values_.text(node, "base");
    if (const auto* preset = name.empty() ? nullptr : findPreset(name)) {
        text_.base = preset->config;
        text_.base.run.name.clear();
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

void Reader::readExceptions(const YAML::Node& node, RowText& row) {
    if (!node.IsSequence()) {
        problems_.add(lineOf(node), "rows.except",
                      "accepted: a list, such as [{where: {model.depth: 101}, set: {...}}]");
        return;
    }
    for (const auto& item : node) {
        RowException exception;
        values_.eachKey(item, "rows.except", {"where", "set"}, [&](const std::string& key, const YAML::Node& value) {
            (key == "where" ? exception.where : exception.set) = values_.changes(value, "rows.except." + key);
        });
        row.exceptions.push_back(std::move(exception));
    }
}

void Reader::readRow(const YAML::Node& node) {
    RowText row;
    row.line = lineOf(node);
    values_.eachKey(node, "rows", {"row", "name", "method", "id", "set", "except", "paper", "paper_depth"},
                    [&](const std::string& key, const YAML::Node& value) {
                        const std::string path = "rows." + key;
                        if (key == "set")
                            row.set = values_.changes(value, path);
                        else if (key == "except")
                            readExceptions(value, row);
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
        const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "";
        if (!entry.second.IsSequence() || entry.second.size() == 0) {
            problems_.add(lineOf(entry.first), "vary." + key, "accepted: a list of values, such as [20, 32]");
            continue;
        }
        if (std::any_of(text_.vary.begin(), text_.vary.end(),
                        [&](const Changes& values) { return values.front().key == key; })) {
            problems_.add(lineOf(entry.first), "vary." + key, "duplicate key; accepted: once");
            continue;
        }
        Changes values;
        for (const auto& item : entry.second)
            values.push_back({key, values_.value(item, "vary." + key), lineOf(item)});
        text_.vary.push_back(std::move(values));
    }
}

void Reader::readTop(const YAML::Node& root) {
    values_.eachKey(root, "", {"sweep", "title", "notes", "fails_below", "base", "set", "rows", "vary"},
                    [&](const std::string& key, const YAML::Node& value) {
                        if (key == "sweep")
                            sweep_.name = values_.text(value, key);
                        else if (key == "title")
                            sweep_.title = values_.text(value, key);
                        else if (key == "notes")
                            sweep_.notes = values_.texts(value, key);
                        else if (key == "fails_below")
                            sweep_.failsBelow = values_.number(value, key, 0, 100);
                        else if (key == "base")
                            readBase(value);
                        else if (key == "set")
                            text_.set = values_.changes(value, key);
                        else if (key == "vary")
                            readVary(value);
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

// Explicit ids are kept; the others are derived.
void Reader::nameAllRows() {
    std::vector<std::string> given;
    for (const auto& row : sweep_.rows)
        given.push_back(row.id);
    nameRows(sweep_);
    std::set<std::string> seen;
    for (std::size_t i = 0; i < given.size(); ++i) {
        auto& id = sweep_.rows[i].id;
        if (!given[i].empty())
            id = given[i];
        if (id.find('/') != std::string::npos || id.starts_with('.'))
            problems_.add(0, "rows.id", "'" + id + "' is not a valid folder name; accepted: no / and no leading dot");
        if (!seen.insert(id).second)
            problems_.add(0, "rows.id", "'" + id + "' is used by two runs; accepted: a unique id per run");
    }
}

Sweep Reader::read(std::string_view yaml) {
    YAML::Node root;
    try {
        root = YAML::Load(std::string(yaml));
    } catch (const YAML::Exception& error) {
        problems_.add(error.mark.is_null() ? 0 : error.mark.line + 1, "", "not valid YAML: " + error.msg);
        problems_.finish();
    }
    readTop(root);
    problems_.finish();
    sweep_.rows = expandRows(text_, problems_);
    problems_.finish();
    nameAllRows();
    problems_.finish();
    return std::move(sweep_);
}

// The whole configuration as sections, indented by two spaces.
std::string baseYaml(const config::RunConfig& config) {
    std::string text, line;
    for (const char c : config::toYaml(config)) {
        line += c;
        if (c != '\n')
            continue;
        text += (line == "\n" ? "" : "  ") + line;
        line.clear();
    }
    return text;
}

std::string changesYaml(const config::RunConfig& from, const config::RunConfig& to) {
    config::RunConfig old = from, now = to;
    const auto before = config::fieldsOf(old), after = config::fieldsOf(now);
    std::string text;
    for (std::size_t i = 0; i < after.size(); ++i)
        if (before[i].text() != after[i].text())
            text += (text.empty() ? "" : ", ") + after[i].path() + ": " + after[i].yaml();
    return "{" + text + "}";
}

std::string paperYaml(const SweepRow& row) {
    if (row.paperFailed)
        return "N/A";
    const auto metrics = telemetry::headlineMetricsOf(row.config);
    std::string text;
    for (std::size_t i = 0; i < row.paper.size(); ++i)
        if (row.paper[i] > 0)
            text += (text.empty() ? "" : ", ") + std::string(metrics[i].key) + ": " + config::numberText(row.paper[i]);
    return "{" + text + "}";
}

}  // namespace

Sweep parseSweep(std::string_view yaml, const std::string& source, const std::filesystem::path& folder) {
    return Reader(source, folder).read(yaml);
}

Sweep loadSweep(const std::filesystem::path& file) {
    auto sweep = parseSweep(base::readFile(file, config::largestYamlFile), file.string(), file.parent_path());
    if (sweep.name.empty())
        sweep.name = file.stem().string();
    return sweep;
}

std::string toYaml(const Sweep& sweep) {
    std::string text = "sweep: " + config::quoted(sweep.name) + "\ntitle: " + config::quoted(sweep.title) + "\n";
    if (!sweep.notes.empty())
        text += "notes:\n";
    for (const auto& note : sweep.notes)
        text += "  - " + config::quoted(note) + "\n";
    const config::RunConfig base = sweep.rows.empty() ? config::RunConfig{} : sweep.rows.front().config;
    text += "fails_below: " + config::numberText(sweep.failsBelow) + "\nbase:\n" + baseYaml(base) + "\nrows:\n";
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
