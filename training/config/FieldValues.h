// From YAML to fields: values, maps of keys, and the messages for what is not accepted. For readers of
// files: includes yaml-cpp.
#pragma once

#include <yaml-cpp/yaml.h>

#include <span>
#include <string>
#include <vector>

#include "training/config/ConfigFields.h"

namespace isonet::config {

// "a map", "a list", "nothing", or the quoted text of a scalar, shortened.
std::string describe(const YAML::Node& node);

// A list item for Field::assign: the text of a scalar, or with `maps` of any value as one line, which the field's
// reader then checks. Sets `wellFormed` to false for anything else.
std::string itemText(const YAML::Node& item, bool maps, bool& wellFormed);

// Assigns the value. Returns what is wrong with it; empty if it is stored.
std::vector<Refusal> assignValue(const YAML::Node& value, const Field& field);

// Refusal of items that assign() did not accept; `described`: how the message names the value.
std::vector<Refusal> refusalsOf(const Field& field, std::span<const std::string> items, const std::string& described);

// Assigns the keys of a map, "{blocks: 3, channels: 16}". Returns all problems, each with its key; empty if there are
// none. Throws nothing for text that is not YAML: that is a problem, too.
std::vector<Refusal> readMap(const std::string& text, const std::vector<Field>& fields);

// The map of all fields that are not omitted.
std::string mapText(const std::vector<Field>& fields);

// "; did you mean 'channels'? Accepted: blocks, channels" for a key that none of the fields has.
std::string acceptedKeys(const std::string& key, const std::vector<Field>& fields);

// A field whose value is a list of maps; `Entry` is a struct with a function `keys(Entry&)` that lists its fields.
// `complete` returns what an entry lacks, or an empty text. `values` must outlive the field.
template <typename Entry, typename Keys, typename Complete>
Field mapsField(std::string section, std::string key, std::string accepted, std::vector<Entry>& values, Keys keys,
                Complete complete) {
    Field field;
    field.section = std::move(section);
    field.key = std::move(key);
    field.accepted = std::move(accepted);
    field.list = field.maps = field.mayBeEmpty = true;
    const auto read = [keys, complete](const std::string& item, Entry& entry) {
        auto refusals = readMap(item, keys(entry));
        if (refusals.empty())
            if (const std::string missing = complete(entry); !missing.empty())
                refusals.push_back({missing});
        return refusals;
    };
    field.refusals = [read](std::span<const std::string> items) {
        std::vector<Refusal> all;
        for (std::size_t i = 0; i < items.size(); ++i) {
            Entry entry;
            for (auto& refusal : read(items[i], entry)) {
                refusal.entry = static_cast<int>(i);
                all.push_back(std::move(refusal));
            }
        }
        return all;
    };
    field.assign = [&values, read](std::span<const std::string> items) {
        std::vector<Entry> parsed(items.size());
        for (std::size_t i = 0; i < items.size(); ++i)
            if (!read(items[i], parsed[i]).empty())
                return false;
        values = std::move(parsed);
        return true;
    };
    field.text = field.yaml = [&values, keys] {
        std::string text;
        for (Entry entry : values)
            text += (text.empty() ? "" : ", ") + mapText(keys(entry));
        return "[" + text + "]";
    };
    return field;
}

}  // namespace isonet::config
