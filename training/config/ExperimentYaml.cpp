// Experiment files: reading.
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <set>

#include "training/config/AtomicFile.h"
#include "training/config/ConfigFields.h"
#include "training/config/ExperimentText.h"
#include "training/config/Presets.h"
#include "training/config/RunConfigYaml.h"
#include "training/config/Suggestion.h"
#include "training/config/YamlFields.h"

namespace isonet::config {
namespace {

constexpr std::size_t kLargestFile = 1u << 20;

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
    std::vector<PaperText> readPaper(const YAML::Node& node, const std::string& path);
    std::string readValue(const YAML::Node& node, const std::string& path);
    Changes readChanges(const YAML::Node& node, const std::string& path);
    std::string readText(const YAML::Node& node, const std::string& path);
    std::vector<std::string> readTexts(const YAML::Node& node, const std::string& path);
    double readNumber(const YAML::Node& node, const std::string& path, double least, double most);

    template <typename Use>
    void eachKey(const YAML::Node& map, const std::string& path, std::initializer_list<std::string_view> accepted,
                 Use use);

    FileProblems problems_;
    std::filesystem::path folder_;
    Experiment experiment_;
    ExperimentText text_;
};

int lineOf(const YAML::Node& node) {
    return node.Mark().is_null() ? 0 : node.Mark().line + 1;
}

std::string joinedPath(const std::string& path, const std::string& key) {
    return path.empty() ? key : path + "." + key;
}

template <typename Use>
void Reader::eachKey(const YAML::Node& map, const std::string& path, std::initializer_list<std::string_view> accepted,
                     Use use) {
    if (!map.IsMap()) {
        problems_.add(lineOf(map), path, "accepted is a map with the keys " + joined(accepted));
        return;
    }
    std::vector<std::string> seen;
    for (const auto& entry : map) {
        const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "";
        if (std::find(accepted.begin(), accepted.end(), key) == accepted.end())
            problems_.add(lineOf(entry.first), joinedPath(path, key),
                          "unknown key; accepted: " + joined(accepted) + didYouMean(key, accepted));
        else if (std::find(seen.begin(), seen.end(), key) != seen.end())
            problems_.add(lineOf(entry.first), joinedPath(path, key),
                          "this key stands here for the second time; accepted: once");
        else
            use(key, entry.second);
        seen.push_back(key);
    }
}

std::string Reader::readText(const YAML::Node& node, const std::string& path) {
    if (!node.IsScalar())
        problems_.add(lineOf(node), path, "accepted is text");
    return node.IsScalar() ? node.Scalar() : "";
}

std::vector<std::string> Reader::readTexts(const YAML::Node& node, const std::string& path) {
    std::vector<std::string> texts;
    if (node.IsSequence())
        for (const auto& item : node)
            texts.push_back(readText(item, path));
    else
        texts.push_back(readText(node, path));
    return texts;
}

double Reader::readNumber(const YAML::Node& node, const std::string& path, double least, double most) {
    double value = least;
    if (!node.IsScalar() || !YAML::convert<double>::decode(node, value) || !(value >= least && value <= most)) {
        problems_.add(lineOf(node), path, "accepted is a number from " + numberText(least) + " to " + numberText(most));
        return least;
    }
    return value;
}

// One value as --set has it.
std::string Reader::readValue(const YAML::Node& node, const std::string& path) {
    if (node.IsNull())
        return {};
    if (!node.IsSequence())
        return readText(node, path);
    std::string value;
    for (const auto& item : node)
        value += (value.empty() ? "" : ", ") + readText(item, path);
    return "[" + value + "]";
}

// {section.key: value, ...}
Changes Reader::readChanges(const YAML::Node& node, const std::string& path) {
    Changes changes;
    if (node.IsMap())
        for (const auto& entry : node) {
            const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "";
            changes.push_back({key, readValue(entry.second, path + "." + key), lineOf(entry.first)});
        }
    else if (!node.IsNull())
        problems_.add(lineOf(node), path, "accepted is a map of keys and values, such as {run.epochs: 5}");
    return changes;
}

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
    const std::string name = readText(node, "base");
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
        eachKey(item, "rows.except", {"where", "set"}, [&](const std::string& key, const YAML::Node& value) {
            (key == "where" ? exception.where : exception.set) = readChanges(value, "rows.except." + key);
        });
        row.exceptions.push_back(std::move(exception));
    }
}

std::vector<PaperText> Reader::readPaper(const YAML::Node& node, const std::string& path) {
    std::vector<PaperText> all;
    if (node.IsSequence()) {
        for (const auto& item : node)
            for (auto& one : readPaper(item, path))
                all.push_back(std::move(one));
        return all;
    }
    PaperText one;
    if (node.IsMap())
        for (const auto& entry : node)
            one.emplace_back(readText(entry.first, path), readText(entry.second, path));
    else
        one.emplace_back("", readText(node, path));
    all.push_back(std::move(one));
    return all;
}

void Reader::readRow(const YAML::Node& node) {
    RowText row;
    row.line = lineOf(node);
    eachKey(node, "rows", {"row", "name", "method", "id", "set", "except", "paper", "paper_depth"},
            [&](const std::string& key, const YAML::Node& value) {
                const std::string path = "rows." + key;
                if (key == "set")
                    row.set = readChanges(value, path);
                else if (key == "except")
                    readExceptions(value, row);
                else if (key == "paper")
                    row.paper = readPaper(value, path);
                else if (key == "paper_depth")
                    row.paperDepth = static_cast<int>(readNumber(value, path, 1, 100000));
                else
                    (key == "row"    ? row.label
                     : key == "name" ? row.name
                     : key == "id"   ? row.id
                                     : row.method) = readText(value, path);
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
        Changes values;
        for (const auto& item : entry.second) {
            values.push_back({key, readValue(item, "vary." + key), lineOf(item)});
        }
        text_.vary.push_back(std::move(values));
    }
}

void Reader::readTop(const YAML::Node& root) {
    eachKey(root, "", {"experiment", "title", "notes", "fails_below", "base", "set", "rows", "vary"},
            [&](const std::string& key, const YAML::Node& value) {
                if (key == "experiment")
                    experiment_.name = readText(value, key);
                else if (key == "title")
                    experiment_.title = readText(value, key);
                else if (key == "notes")
                    experiment_.notes = readTexts(value, key);
                else if (key == "fails_below")
                    experiment_.failsBelow = readNumber(value, key, 0, 100);
                else if (key == "base")
                    readBase(value);
                else if (key == "set")
                    text_.set = readChanges(value, key);
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
    auto experiment = parseExperiment(readFile(file, kLargestFile), file.string(), file.parent_path());
    if (experiment.name.empty())
        experiment.name = file.stem().string();
    return experiment;
}

}  // namespace isonet::config
