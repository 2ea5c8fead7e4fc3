// Experiment files: reading.
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <set>

#include "training/config/AtomicFile.h"
#include "training/config/ExperimentText.h"
#include "training/config/ExperimentValues.h"
#include "training/config/Presets.h"
#include "training/config/RunConfigYaml.h"
#include "training/config/Suggestion.h"
#include "training/config/YamlFields.h"

namespace isonet::config {
namespace {

class Reader {
public:
    Reader(std::string source, std::filesystem::path folder)
        : problems_(std::move(source)), folder_(std::move(folder)) {}

    Experiment read(std::string_view yaml);

private:
    void readTop(const YAML::Node& root);
    void readBase(const YAML::Node& node);
    void readRow(const YAML::Node& node);
    void readExceptions(const YAML::Node& node, RowText& row);
    void readVary(const YAML::Node& node);
    void nameAllRows();

    FileProblems problems_;
    ExperimentValues values_{problems_};
    std::filesystem::path folder_;
    Experiment experiment_;
    ExperimentText text_;
};

void Reader::readBase(const YAML::Node& node) {
    if (node.IsMap()) {
        YamlFields sections(problems_.source());
        auto fields = fieldsOf(text_.base);
        sections.read(node, fields);
        sections.finish();
        if (const auto* facts = findDataset(text_.base.data.dataset)) {
            if (!sections.has("model.channels"))
                text_.base.model.channels = facts->channels;
            if (!sections.has("model.classes"))
                text_.base.model.classes = facts->classes;
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
        text_.base = loadRunConfig(file);
        return;
    }
    std::vector<std::string_view> known;
    for (const auto& preset : presets())
        known.push_back(preset.name);
    problems_.add(lineOf(node), "base",
                  "'" + name +
                      "' is neither a preset nor a file beside this one; accepted: a preset (isonet presets), a "
                      "configuration file, or sections with keys" +
                      didYouMean(name, known));
}

void Reader::readExceptions(const YAML::Node& node, RowText& row) {
    if (!node.IsSequence()) {
        problems_.add(lineOf(node), "rows.except",
                      "accepted is a list, such as [{where: {model.depth: 101}, set: {...}}]");
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
        problems_.add(lineOf(node), "vary", "accepted is a map of keys and lists, such as {model.depth: [20, 32]}");
        return;
    }
    for (const auto& entry : node) {
        const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "";
        if (!entry.second.IsSequence() || entry.second.size() == 0) {
            problems_.add(lineOf(entry.first), "vary." + key, "accepted is a list of values, such as [20, 32]");
            continue;
        }
        if (std::any_of(text_.vary.begin(), text_.vary.end(),
                        [&](const Changes& values) { return values.front().key == key; })) {
            problems_.add(lineOf(entry.first), "vary." + key,
                          "this key stands here for the second time; accepted: once");
            continue;
        }
        Changes values;
        for (const auto& item : entry.second)
            values.push_back({key, values_.value(item, "vary." + key), lineOf(item)});
        text_.vary.push_back(std::move(values));
    }
}

void Reader::readTop(const YAML::Node& root) {
    values_.eachKey(root, "", {"experiment", "title", "notes", "fails_below", "base", "set", "rows", "vary"},
                    [&](const std::string& key, const YAML::Node& value) {
                        if (key == "experiment")
                            experiment_.name = values_.text(value, key);
                        else if (key == "title")
                            experiment_.title = values_.text(value, key);
                        else if (key == "notes")
                            experiment_.notes = values_.texts(value, key);
                        else if (key == "fails_below")
                            experiment_.failsBelow = values_.number(value, key, 0, 100);
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
                            problems_.add(lineOf(value), key, "accepted is a list of rows");
                    });
    if (!root.IsMap())
        return;
    if (!root["base"].IsDefined())
        problems_.add(0, "base",
                      "missing; accepted: a preset (isonet presets), a configuration file, or sections with keys");
    if (text_.rows.empty())
        text_.rows.emplace_back();
}

// By themselves, but for those whose id is given.
void Reader::nameAllRows() {
    std::vector<std::string> given;
    for (const auto& row : experiment_.rows)
        given.push_back(row.id);
    nameRows(experiment_);
    std::set<std::string> seen;
    for (std::size_t i = 0; i < given.size(); ++i) {
        auto& id = experiment_.rows[i].id;
        if (!given[i].empty())
            id = given[i];
        if (id.find('/') != std::string::npos || id.starts_with('.'))
            problems_.add(0, "rows.id", "'" + id + "' is no folder's name; accepted: one without / and a dot in front");
        if (!seen.insert(id).second)
            problems_.add(0, "rows.id", "'" + id + "' stands for two runs; accepted: a folder of its own for each");
    }
}

Experiment Reader::read(std::string_view yaml) {
    YAML::Node root;
    try {
        root = YAML::Load(std::string(yaml));
    } catch (const YAML::Exception& error) {
        problems_.add(error.mark.is_null() ? 0 : error.mark.line + 1, "", "not valid YAML: " + error.msg);
        problems_.finish();
    }
    readTop(root);
    problems_.finish();
    experiment_.rows = expandRows(text_, problems_);
    problems_.finish();
    nameAllRows();
    problems_.finish();
    return std::move(experiment_);
}

}  // namespace

Experiment parseExperiment(std::string_view yaml, const std::string& source, const std::filesystem::path& folder) {
    return Reader(source, folder).read(yaml);
}

Experiment loadExperiment(const std::filesystem::path& file) {
    auto experiment = parseExperiment(readFile(file, largestYamlFile), file.string(), file.parent_path());
    if (experiment.name.empty())
        experiment.name = file.stem().string();
    return experiment;
}

}  // namespace isonet::config
