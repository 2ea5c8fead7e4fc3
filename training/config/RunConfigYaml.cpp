#include "training/config/RunConfigYaml.h"

#include <algorithm>

#include "model/base/AtomicFile.h"
#include "model/base/Suggestion.h"
#include "training/config/ConfigFields.h"
#include "training/config/FileMarks.h"
#include "training/config/PublishedConfig.h"
#include "training/config/StageFields.h"
#include "training/config/Validation.h"
#include "training/config/YamlFields.h"

namespace isonet::config {
namespace {

bool isPublished(const YAML::Node& root) {
    return root["DATASET"].IsDefined() || root["SOLVER"].IsDefined() || root["ISON"].IsDefined();
}

// The detection section is written for detection runs, or if it differs from the defaults.
bool written(const Field& field, const RunConfig& config) {
    if (field.omitted && field.omitted())
        return false;
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
    readRunConfig(root, reader, config);
    for (const auto& problem : validate(config))
        if (!lacksFolder(config, problem))
            reader.add(problem.field, problem.message);
    reader.finish();
    return config;
}

}  // namespace

RunConfig parseRunConfig(std::string_view yaml, const std::string& source) {
    requireWhole(yaml, source);
    YamlFields reader(source);
    const YAML::Node root = reader.load(yaml);
    reader.finish();
    return isPublished(root) ? readPublished(root, reader) : readOwn(root, reader);
}

RunConfig parseStoredConfig(std::string_view yaml, const std::string& source) {
    RunConfig config = parseRunConfig(yaml, source);
    if (config.data.dataset == "folder" && !hasVersion(yaml))
        config.data.commonFormats = true;
    return config;
}

RunConfig loadRunConfig(const std::filesystem::path& file) {
    return parseRunConfig(base::readFile(file, largestYamlFile), file.string());
}

std::string toYaml(const RunConfig& config) {
    return withMarks(sectionsYaml(config));
}

std::string sectionsYaml(const RunConfig& config) {
    RunConfig copy = config;
    normalizeShorthand(copy.model);
    std::string text, section;
    for (const auto& field : fieldsOf(copy)) {
        if (!written(field, config))
            continue;
        if (field.section != section)
            text += (section.empty() ? "" : "\n") + field.section + ":\n";
        section = field.section;
        text += "  " + field.key + ":";
        if (field.lines)
            for (const auto& line : field.lines())
                text += "\n    - " + line;
        else
            text += " " + field.yaml();
        if (!field.choices.empty())
            text += "  # " + base::joined(field.choices);
        text += "\n";
    }
    return text;
}

void saveRunConfig(const RunConfig& config, const std::filesystem::path& file) {
    base::replaceFile(file, toYaml(config));
}

std::vector<std::pair<std::string, std::string>> flatten(const RunConfig& config) {
    RunConfig copy = config;
    normalizeShorthand(copy.model);
    std::vector<std::pair<std::string, std::string>> pairs;
    for (const auto& field : fieldsOf(copy)) {
        if (!written(field, config))
            continue;
        const auto lines = field.lines ? field.lines() : std::vector<std::string>();
        for (std::size_t i = 0; i < lines.size(); ++i)
            pairs.emplace_back(field.path() + "[" + std::to_string(i) + "]", lines[i]);
        const auto parts = field.parts ? field.parts() : std::vector<Field>();
        for (const auto& part : parts)
            if (!part.omitted || !part.omitted())
                pairs.emplace_back(part.path(), part.text());
        if (!field.lines && !field.parts)
            pairs.emplace_back(field.path(), field.text());
    }
    return pairs;
}

}  // namespace isonet::config
