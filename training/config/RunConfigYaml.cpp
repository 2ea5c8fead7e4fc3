#include "training/config/RunConfigYaml.h"

#include <algorithm>

#include "model/base/AtomicFile.h"
#include "model/base/Suggestion.h"
#include "training/config/ConfigFields.h"
#include "training/config/DatasetInfo.h"
#include "training/config/PublishedConfig.h"
#include "training/config/Validation.h"
#include "training/config/YamlFields.h"

namespace isonet::config {
namespace {

std::string lines(const std::vector<spec::Problem>& problems, const std::vector<std::string>& places) {
    std::string text;
    for (size_t i = 0; i < problems.size(); ++i) {
        const std::string place = i < places.size() ? places[i] : "";
        text += text.empty() ? "" : "\n";
        text += place + (place.empty() ? "" : ": ");
        text += problems[i].field + (problems[i].field.empty() ? "" : ": ") + problems[i].message;
    }
    return text;
}

bool isPublished(const YAML::Node& root) {
    return root["DATASET"].IsDefined() || root["SOLVER"].IsDefined() || root["ISON"].IsDefined();
}

// The detection section is written for detection runs, or if it differs from the defaults.
bool written(const Field& field, const RunConfig& config) {
    return field.section != "detection" || isDetection(config) || config.detection != DetectionConfig{};
}

// A missing data.root is left to validate(): see the header.
bool lacksFolder(const RunConfig& config, const spec::Problem& problem) {
    return problem.field == "data.root" && config.data.root.empty();
}

RunConfig readPublished(const YAML::Node& root, YamlFields& reader) {
    PublishedConfig published;
    auto fields = fieldsOf(published);
    reader.read(root, fields);
    reader.finish();
    std::vector<spec::Problem> problems;
    RunConfig config = converted(published, problems);
    for (const auto& problem : problems)
        reader.add(problem.field, problem.message);
    reader.finish();
    for (const auto& problem : validate(config)) {
        if (lacksFolder(config, problem))
            continue;
        const auto& origins = publishedOrigins();
        const auto origin = std::find_if(origins.begin(), origins.end(),
                                         [&](const Origin& candidate) { return candidate.path == problem.field; });
        reader.add(origin == origins.end() ? problem.field : origin->published, problem.message);
    }
    reader.finish();
    return config;
}

RunConfig readOwn(const YAML::Node& root, YamlFields& reader) {
    RunConfig config;
    auto fields = fieldsOf(config);
    reader.read(root, fields);
    reader.finish();
    if (const auto* info = findDataset(config.data.dataset)) {
        if (!reader.has("model.channels"))
            config.model.channels = info->channels;
        if (!reader.has("model.classes"))
            config.model.classes = info->classes;
    }
    for (const auto& problem : validate(config))
        if (!lacksFolder(config, problem))
            reader.add(problem.field, problem.message);
    reader.finish();
    return config;
}

// Throws YAML::Exception for a malformed list in brackets or items of the wrong type.
std::vector<std::string> listItems(std::string_view text, bool maps) {
    std::vector<std::string> items;
    const bool oneMap = maps && text.starts_with('{');
    if (oneMap || text.starts_with('[')) {
        const YAML::Node node = YAML::Load(oneMap ? "[" + std::string(text) + "]" : std::string(text));
        bool wellFormed = true;
        for (const auto& item : node)
            items.push_back(itemText(item, maps, wellFormed));
        if (!wellFormed)
            throw YAML::Exception(node.Mark(), "items of the wrong type");
        return items;
    }
    while (!text.empty()) {
        const auto comma = text.find(',');
        std::string_view item = text.substr(0, comma);
        while (item.starts_with(' '))
            item.remove_prefix(1);
        while (item.ends_with(' '))
            item.remove_suffix(1);
        items.emplace_back(item);
        text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
    }
    return items;
}

[[noreturn]] void failOverride(const std::string& key, const std::string& message, std::string_view assignment) {
    throw ConfigError({{key, message}}, {"--set " + std::string(assignment)});
}

}  // namespace

ConfigError::ConfigError(std::vector<spec::Problem> problems) : ConfigError(std::move(problems), {}) {}

ConfigError::ConfigError(std::vector<spec::Problem> problems, const std::vector<std::string>& places)
    : std::runtime_error(lines(problems, places)), problems_(std::move(problems)) {}

RunConfig parseRunConfig(std::string_view yaml, const std::string& source) {
    YamlFields reader(source);
    const YAML::Node root = reader.load(yaml);
    reader.finish();
    return isPublished(root) ? readPublished(root, reader) : readOwn(root, reader);
}

RunConfig loadRunConfig(const std::filesystem::path& file) {
    return parseRunConfig(base::readFile(file, largestYamlFile), file.string());
}

std::string toYaml(const RunConfig& config) {
    RunConfig copy = config;
    std::string text, section;
    for (const auto& field : fieldsOf(copy)) {
        if (!written(field, config))
            continue;
        if (field.section != section)
            text += (section.empty() ? "" : "\n") + field.section + ":\n";
        section = field.section;
        text += "  " + field.key + ": " + field.yaml();
        if (!field.choices.empty())
            text += "  # " + base::joined(field.choices);
        text += "\n";
    }
    return text;
}

void saveRunConfig(const RunConfig& config, const std::filesystem::path& file) {
    base::replaceFile(file, toYaml(config));
}

void applyOverride(RunConfig& config, std::string_view assignment) {
    const auto equals = assignment.find('=');
    const std::string key(assignment.substr(0, equals));
    if (equals == std::string_view::npos || key.empty())
        failOverride("", "not an assignment; accepted: section.key=value, such as run.epochs=5", assignment);
    auto fields = fieldsOf(config);
    const auto field =
        std::find_if(fields.begin(), fields.end(), [&](const Field& candidate) { return candidate.path() == key; });
    if (field == fields.end()) {
        const std::string section = key.substr(0, key.find('.')), own = key.substr(key.find('.') + 1);
        std::vector<std::string> paths;
        paths.reserve(fields.size());
        for (const auto& candidate : fields)
            paths.push_back(candidate.path());
        const std::vector<std::string_view> views(paths.begin(), paths.end());
        const auto same =
            std::ranges::find(fields, own, &Field::key);  // in another section, or given without a section
        const std::string suggestion =
            same == fields.end() ? base::didYouMean(key, views) : "; did you mean '" + same->path() + "'?";
        failOverride(key, unknownKey(suggestion, section, fields), assignment);
    }
    const std::string value(assignment.substr(equals + 1));
    std::vector<std::string> items{value};
    bool stored = false;
    try {
        if (field->list)
            items = listItems(value, field->maps);
        stored = field->assign(items);
    } catch (const YAML::Exception&) {
        stored = false;
    }
    const std::string refusal = !stored && field->refusal ? field->refusal(items) : "";
    if (!stored)
        failOverride(key,
                     refusal.empty() ? "'" + value + "' is invalid; accepted: " + field->accepted +
                                           base::didYouMean(value, field->choices)
                                     : refusal,
                     assignment);
}

std::vector<std::pair<std::string, std::string>> flatten(const RunConfig& config) {
    RunConfig copy = config;
    std::vector<std::pair<std::string, std::string>> pairs;
    for (const auto& field : fieldsOf(copy))
        if (written(field, config))
            pairs.emplace_back(field.path(), field.text());
    return pairs;
}

}  // namespace isonet::config
