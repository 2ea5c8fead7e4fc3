#include "training/config/Override.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>

#include "model/base/Suggestion.h"
#include "training/config/ConfigError.h"
#include "training/config/FieldValues.h"
#include "training/config/StageFields.h"
#include "training/config/YamlFields.h"

namespace isonet::config {
namespace {

constexpr std::string_view stagesKey = "model.stages", stemKey = "model.stem", headKey = "model.head";

[[noreturn]] void fail(const std::string& key, const std::string& message) {
    throw ConfigError({{key, message}});
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

Field partNamed(std::vector<Field> fields, const std::string& path, const std::string& where) {
    for (auto& field : fields)
        if (field.path() == path)
            return std::move(field);
    const std::string key = path.substr(path.rfind('.') + 1);
    fail(path, "unknown key in " + where + acceptedKeys(key, fields));
}

// One whole stage; the index may be that of the next stage.
Field stageField(spec::ModelSpec& model, std::size_t index) {
    Field field;
    field.section = "model";
    field.key = stagePath(index).substr(field.section.size() + 1);
    field.maps = true;
    field.accepted = "a map, such as {blocks: 3, channels: 64, stride: 2}";
    field.assign = [&model, index](std::span<const std::string> items) {
        spec::StageSpec stage;
        if (items.size() != 1 || !readMap(items.front(), fieldsOf(stage)).empty())
            return false;
        model.stages.resize(std::max(model.stages.size(), index + 1));
        model.stages[index] = stage;
        return true;
    };
    field.refusals = [index](std::span<const std::string> items) {
        spec::StageSpec stage;
        auto refusals = readMap(items.front(), fieldsOf(stage));
        for (auto& refusal : refusals)
            refusal.message = stageName(index) + ": " + refusal.message;
        return refusals;
    };
    field.text = field.yaml = [&model, index] {
        return index < model.stages.size() ? stageYaml(model.stages[index]) : std::string();
    };
    return field;
}

bool isStagePath(const std::string& path) {
    return path.starts_with(std::string(stagesKey) + "[");
}

// Of a key of stem, stages or head, or of a whole stage.
bool isPartPath(const std::string& path) {
    return isStagePath(path) || path.starts_with(std::string(stemKey) + ".") ||
           path.starts_with(std::string(headKey) + ".");
}

struct StagePath {
    std::size_t index = 0;
    bool whole = false;  // "model.stages[1]", without a key
};

// Of "model.stages[1]" or "model.stages[1].channels".
StagePath stagePathOf(const std::string& path) {
    const auto first = stagesKey.size() + 1, last = path.find(']');
    std::size_t index = 0;
    const char* end = path.data() + (last == std::string::npos ? first : last);
    const auto number = std::from_chars(path.data() + first, end, index);
    const bool whole = last + 1 == path.size();
    if (last == std::string::npos || number.ec != std::errc() || number.ptr != end || (!whole && path[last + 1] != '.'))
        fail(path,
             "not a stage; accepted: " + stagePath(0) + " or " + stagePath(0) + ".KEY, where stages count from 0");
    return {index, whole};
}

Field keyOfStage(spec::StageSpec& stage, std::size_t index, const std::string& path) {
    return partNamed(fieldsOf(stage, stagePath(index)), path, stagePath(index) + " (" + stageName(index) + ")");
}

Field stageFieldAt(spec::ModelSpec& model, const std::string& path) {
    const auto [index, whole] = stagePathOf(path);
    try {
        writeOutStages(model);
    } catch (const std::invalid_argument& error) {
        fail(path, std::string("the network has no stages yet: ") + error.what());
    }
    const std::size_t count = model.stages.size();
    if (index >= count + (whole ? 1 : 0))
        fail(path,
             "there is no such stage; accepted: " +
                 base::rangeText(stagePath(0) + " (s1)", stagePath(count - 1) + " (" + stageName(count - 1) + ")") +
                 ", and the whole of " + stagePath(count) + " to add a stage");
    if (whole)
        return stageField(model, index);
    return keyOfStage(model.stages[index], index, path);
}

[[noreturn]] void failUnknown(const std::string& path, const std::vector<Field>& fields) {
    const std::string section = path.substr(0, path.find('.')), own = path.substr(path.find('.') + 1);
    std::vector<std::string> paths;
    for (const auto& candidate : fields)
        paths.push_back(candidate.path());
    const std::vector<std::string_view> views(paths.begin(), paths.end());
    const auto same = std::ranges::find(fields, own, &Field::key);  // in another section, or given without a section
    const std::string whole = "model." + path;
    std::string suggestion = base::didYouMean(path, views);
    if (isPartPath(whole))
        suggestion = "; did you mean '" + whole + "'?";
    else if (same != fields.end())
        suggestion = "; did you mean '" + same->path() + "'?";
    fail(path, unknownKey(suggestion, section, fields));
}

// As in files: nothing is given. Names may be spelled so.
bool isNull(const Field& field, const std::string& value) {
    constexpr std::array<std::string_view, 4> nulls{"~", "null", "Null", "NULL"};
    const bool text = !field.list && !field.maps && field.accepted == "text";
    return field.mayBeEmpty && !text && std::ranges::find(nulls, value) != nulls.end();
}

void assign(const Field& field, const std::string& given) {
    const std::string value = isNull(field, given) ? std::string() : given;
    std::vector<std::string> items{value};
    bool read = true;
    try {
        if (field.list)
            items = listItems(value, field.maps);
    } catch (const YAML::Exception&) {
        read = false;
    }
    if (read && field.assign(items))
        return;
    const std::string described = "'" + value + "'";
    std::vector<spec::Problem> problems;
    if (!read)
        fail(field.path(), described + " is invalid; accepted: " + field.accepted);
    for (const auto& refusal : refusalsOf(field, items, described)) {
        std::string path = field.path();
        if (refusal.entry >= 0)
            path += "[" + std::to_string(refusal.entry) + "]";
        problems.push_back({path + (refusal.key.empty() ? "" : ".") + refusal.key, refusal.message});
    }
    throw ConfigError(std::move(problems));
}

}  // namespace

Field fieldAt(RunConfig& config, const std::string& path) {
    auto& model = config.model;
    if (isStagePath(path))
        return stageFieldAt(model, path);
    if (path.starts_with(std::string(stemKey) + ".")) {
        try {
            writeOutStem(model);
        } catch (const std::invalid_argument& error) {
            fail(path, std::string("the network has no stem yet: ") + error.what());
        }
        return partNamed(fieldsOf(*model.stem, std::string(stemKey)), path, std::string(stemKey));
    }
    if (path.starts_with(std::string(headKey) + "."))
        return partNamed(headFieldsOf(model), path, std::string(headKey));
    auto fields = fieldsOf(config);
    const auto field = std::ranges::find_if(fields, [&](const Field& candidate) { return candidate.path() == path; });
    if (field == fields.end())
        failUnknown(path, fields);
    return *field;
}

std::string valueAt(const RunConfig& config, const std::string& path) {
    RunConfig copy = config;
    return fieldAt(copy, path).text();
}

std::optional<std::string> findValue(const RunConfig& config, const std::string& path) {
    if (!config.model.stages.empty() && (path == "model.family" || path == "model.depth"))
        return std::nullopt;
    RunConfig copy = config;
    if (!isStagePath(path))
        return fieldAt(copy, path).text();
    typeOf(path);  // throws for an unknown key
    try {
        writeOutStages(copy.model);
    } catch (const std::invalid_argument&) {  // of a depth that has no stages
        return std::nullopt;
    }
    return stagePathOf(path).index < copy.model.stages.size() ? std::optional(fieldAt(copy, path).text())
                                                              : std::nullopt;
}

KeyType typeOf(const std::string& path) {
    RunConfig config;
    spec::StageSpec stage;
    if (isStagePath(path) && stagePathOf(path).whole)
        return {};
    const Field field = isStagePath(path) ? keyOfStage(stage, stagePathOf(path).index, path) : fieldAt(config, path);
    return {field.list, field.integer};
}

void applyOverride(RunConfig& config, std::string_view assignment) {
    const std::string place = "--set " + std::string(assignment);
    const auto equals = assignment.find('=');
    const std::string key(assignment.substr(0, equals));
    if (equals == std::string_view::npos || key.empty())
        throw ConfigError({{"", "not an assignment; accepted: section.key=value, such as run.epochs=5"}}, {place});
    RunConfig changed = config;
    try {
        if ((key == "model.family" || key == "model.depth") && !changed.model.stages.empty())
            fail(key,
                 "the network is given by model.stages, which replaces family and depth; change the stages, or "
                 "return to family and depth with model.stages=[] and model.stem= first");
        assign(fieldAt(changed, key), std::string(assignment.substr(equals + 1)));
    } catch (const ConfigError& error) {
        throw ConfigError(error.problems(), std::vector(error.problems().size(), place));
    }
    config = std::move(changed);
}

}  // namespace isonet::config
