#include "training/config/YamlFields.h"

#include <algorithm>

#include "model/base/Suggestion.h"
#include "training/config/DatasetInfo.h"
#include "training/config/FieldValues.h"
#include "training/config/FileMarks.h"
#include "training/config/RunConfigYaml.h"

namespace isonet::config {
namespace {

std::vector<std::string_view> sectionsOf(const std::vector<Field>& fields) {
    std::vector<std::string_view> sections;
    for (const auto& field : fields) {
        const std::string_view name = field.section.empty() ? field.key : field.section;
        if (sections.empty() || sections.back() != name)
            sections.push_back(name);
    }
    return sections;
}

std::string nearest(const std::string& key, const std::string& section, const std::vector<Field>& fields) {
    std::vector<std::string_view> keys;
    for (const auto& field : fields) {
        if (field.section == section)
            keys.push_back(field.key);
        else if (field.key == key)
            return "; did you mean '" + field.path() + "'?";
    }
    return base::didYouMean(key, keys);
}

}  // namespace

std::string unknownKey(const std::string& suggestion, const std::string& section, const std::vector<Field>& fields) {
    constexpr size_t readable = 25;  // keys in a message
    std::vector<std::string_view> keys;
    for (const auto& field : fields)
        if (field.section == section)
            keys.push_back(field.key);
    const std::string text = "unknown key" + suggestion;
    if (!keys.empty() && keys.size() <= readable)
        return text + (suggestion.empty() ? "; accepted in " : " Accepted in ") + section + ": " + base::joined(keys);
    return text + (suggestion.empty() ? "; " : " ") + "isonet presets show NAME prints the keys of " +
           (keys.empty() ? base::joined(sectionsOf(fields)) : section);
}

YAML::Node YamlFields::load(std::string_view yaml) {
    try {
        const auto documents = YAML::LoadAll(std::string(yaml));
        const YAML::Node root = documents.empty() ? YAML::Node() : documents.front();
        if (documents.size() > 1)
            addAt(documents[1].Mark(), "", "second document; accepted: one document");
        if (root.IsMap())
            return root;
        if (root.IsDefined() && !root.IsNull())
            addAt(root.Mark(), "", "the document is " + describe(root) + "; accepted: sections with keys");
    } catch (const YAML::Exception& error) {
        addAt(error.mark, "", "not valid YAML: " + error.msg);
    }
    return YAML::Node(YAML::NodeType::Map);
}

void YamlFields::read(const YAML::Node& root, std::vector<Field>& fields) {
    const auto sections = sectionsOf(fields);
    for (const auto& entry : root) {
        const std::string name = entry.first.IsScalar() ? entry.first.Scalar() : describe(entry.first);
        const auto isTopLevelKey = [&](const Field& field) { return field.section.empty() && field.key == name; };
        if (std::any_of(fields.begin(), fields.end(), isTopLevelKey)) {
            readEntry(entry.first, entry.second, "", fields);
            continue;
        }
        if (std::find(sections.begin(), sections.end(), name) == sections.end()) {
            addAt(entry.first.Mark(), name,
                  "unknown section; accepted: " + base::joined(sections) +
                      (newer_ > 0 ? std::string() : base::didYouMean(name, sections)));
            continue;
        }
        if (!lines_.try_emplace(name, entry.first.Mark().line + 1).second) {
            addAt(entry.first.Mark(), name, "duplicate section; accepted: once");
            continue;
        }
        if (entry.second.IsMap())
            for (const auto& pair : entry.second)
                readEntry(pair.first, pair.second, name, fields);
        else if (!entry.second.IsNull())
            addAt(entry.second.Mark(), name, "this is " + describe(entry.second) + "; accepted: a section with keys");
    }
}

void YamlFields::readEntry(const YAML::Node& key, const YAML::Node& value, const std::string& section,
                           std::vector<Field>& fields) {
    const std::string name = key.IsScalar() ? key.Scalar() : describe(key);
    const auto field = std::find_if(fields.begin(), fields.end(), [&](const Field& candidate) {
        return candidate.section == section && candidate.key == name;
    });
    const std::string path = section.empty() ? name : section + "." + name;
    if (field == fields.end())
        addAt(key.Mark(), path, unknownKey(newer_ > 0 ? "" : nearest(name, section, fields), section, fields));
    else if (!lines_.try_emplace(path, key.Mark().line + 1).second)
        addAt(key.Mark(), path, "duplicate key; accepted: once");
    else
        readValue(value, *field);
}

void YamlFields::readValue(const YAML::Node& value, Field& field) {
    if (field.maps)
        noteLines(value, field.path());
    for (const auto& refusal : assignValue(value, field)) {
        std::string path = field.path();
        if (refusal.entry >= 0)
            path += "[" + std::to_string(refusal.entry) + "]";
        if (!refusal.key.empty())
            path += "." + refusal.key;
        if (path == field.path())
            addAt(value.IsNull() ? YAML::Mark::null_mark() : value.Mark(), path, refusal.message);
        else
            add(path, refusal.message);
    }
}

void YamlFields::noteLines(const YAML::Node& value, const std::string& path) {
    if (value.IsMap())
        for (const auto& pair : value)
            lines_.try_emplace(path + "." + (pair.first.IsScalar() ? pair.first.Scalar() : ""),
                               pair.first.Mark().line + 1);
    if (value.IsSequence())
        for (std::size_t i = 0; i < value.size(); ++i) {
            const std::string entry = path + "[" + std::to_string(i) + "]";
            lines_.try_emplace(entry, value[i].Mark().line + 1);
            noteLines(value[i], entry);
        }
}

std::string YamlFields::place(const std::string& path) const {
    for (std::string around = path; !around.empty();) {
        if (const auto found = lines_.find(around); found != lines_.end())
            return source_ + ":" + std::to_string(found->second);
        const auto end = around.find_last_of(".[");
        around.resize(end == std::string::npos ? 0 : end);
    }
    return source_;
}

void YamlFields::add(const std::string& path, const std::string& message) {
    problems_.push_back({path, message});
    places_.push_back(place(path));
}

void YamlFields::addAt(const YAML::Mark& mark, const std::string& path, const std::string& message) {
    problems_.push_back({path, message});
    places_.push_back(mark.is_null() ? place(path) : source_ + ":" + std::to_string(mark.line + 1));
}

void YamlFields::finish() const {
    if (problems_.empty())
        return;
    auto problems = problems_;
    auto places = places_;
    if (newer_ > 0) {
        problems.insert(
            problems.begin(),
            {"version", "the file was written by a newer version of the program: its version is " +
                            std::to_string(newer_) + ", this program reads " + std::to_string(schemaVersion) +
                            ". What is refused below may be accepted there. Use the newer version, or "
                            "remove these keys"});
        places.insert(places.begin(), place("version"));
    }
    throw ConfigError(std::move(problems), places);
}

namespace {

void checkShorthand(YamlFields& reader, const spec::ModelSpec& model) {
    if (!model.stages.empty())
        for (const char* key : {"family", "depth"})
            if (const std::string path = std::string("model.") + key; reader.has(path))
                reader.add(path, std::string(key) +
                                     " is given together with model.stages, which replaces family and "
                                     "depth; remove model." +
                                     key + ", or remove model.stages");
    if (reader.has("model.head.dropout") && reader.has("model.dropout"))
        reader.add("model.head.dropout",
                   "dropout is given twice; remove either model.head.dropout or model.dropout, which are the same key");
}

}  // namespace

namespace {

// Before the keys are read: it tells a new key from a typo.
void noteVersion(const YAML::Node& root, YamlFields& reader) {
    const YAML::Node version = root["version"];
    if (const int number = version.IsDefined() && version.IsScalar() ? version.as<int>(0) : 0; number > schemaVersion)
        reader.writtenByNewer(number);
}

}  // namespace

void readRunConfig(const YAML::Node& root, YamlFields& reader, RunConfig& config) {
    noteVersion(root, reader);
    FileMarks marks;
    auto fields = fieldsOf(config);
    for (auto& field : fieldsOf(marks))
        fields.push_back(std::move(field));
    reader.read(root, fields);
    reader.finish();
    checkShorthand(reader, config.model);
    reader.finish();
    if (const auto* info = findDataset(config.data.dataset)) {
        if (!reader.has("model.channels"))
            config.model.channels = info->channels;
        if (!reader.has("model.classes"))
            config.model.classes = info->classes;
    }
}

}  // namespace isonet::config
