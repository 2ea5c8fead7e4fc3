#include "training/config/YamlFields.h"

#include <algorithm>

#include "model/base/Suggestion.h"
#include "training/config/RunConfigYaml.h"

namespace isonet::config {
namespace {

// Limits values quoted in messages.
std::string shortened(const std::string& text) {
    constexpr size_t longest = 60;
    return text.size() <= longest ? text : text.substr(0, longest) + "...";
}

std::string describe(const YAML::Node& node) {
    if (node.IsMap())
        return "a map";
    if (node.IsSequence())
        return "a list";
    if (node.IsScalar())
        return "'" + shortened(node.Scalar()) + "'";
    return "nothing";
}

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
    constexpr size_t readable = 20;  // keys in a message
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

std::string itemText(const YAML::Node& item, bool maps, bool& wellFormed) {
    if (!maps || !item.IsMap()) {
        wellFormed = wellFormed && item.IsScalar() && !maps;
        return item.IsScalar() ? item.Scalar() : "";
    }
    std::string text;
    for (const auto& pair : item) {
        wellFormed = wellFormed && pair.first.IsScalar() && pair.second.IsScalar();
        if (wellFormed)
            text += (text.empty() ? "" : ", ") + quoted(pair.first.Scalar()) + ": " + quoted(pair.second.Scalar());
    }
    return "{" + text + "}";
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
                  "unknown section; accepted: " + base::joined(sections) + base::didYouMean(name, sections));
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
        addAt(key.Mark(), path, unknownKey(nearest(name, section, fields), section, fields));
    else if (!lines_.try_emplace(path, key.Mark().line + 1).second)
        addAt(key.Mark(), path, "duplicate key; accepted: once");
    else
        readValue(value, *field);
}

void YamlFields::readValue(const YAML::Node& value, Field& field) {
    std::vector<std::string> items;
    bool wellFormed = field.list ? value.IsSequence() || value.IsNull() : value.IsScalar();
    if (value.IsSequence()) {
        for (const auto& item : value)
            items.push_back(itemText(item, field.maps, wellFormed));
    } else if (value.IsScalar()) {
        items.push_back(value.Scalar());
    } else if (value.IsNull() && field.mayBeEmpty && !field.list) {
        items.emplace_back();
        wellFormed = true;
    }
    if (wellFormed && field.assign(items))
        return;
    const std::string hint =
        field.choices.empty() || items.empty() ? "" : base::didYouMean(items.front(), field.choices);
    const std::string refusal = wellFormed && field.refusal ? field.refusal(items) : "";
    addAt(value.IsNull() ? YAML::Mark::null_mark() : value.Mark(), field.path(),
          refusal.empty() ? describe(value) + " is invalid; accepted: " + field.accepted + hint : refusal);
}

std::string YamlFields::place(const std::string& path) const {
    auto found = lines_.find(path);
    if (found == lines_.end())
        found = lines_.find(path.substr(0, path.find('.')));
    return found == lines_.end() ? source_ : source_ + ":" + std::to_string(found->second);
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
    if (!problems_.empty())
        throw ConfigError(problems_, places_);
}

}  // namespace isonet::config
