#include "training/config/FieldValues.h"

#include <algorithm>
#include <set>

#include "model/base/Suggestion.h"
#include "training/config/YamlFields.h"

namespace isonet::config {
namespace {

// Limits values quoted in messages.
std::string shortened(const std::string& text) {
    constexpr size_t longest = 60;
    return text.size() <= longest ? text : text.substr(0, longest) + "...";
}

// A scalar inside a map on one line. Numbers and names need no quotes: everything is read as text.
std::string inlineText(const std::string& text) {
    constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_/0123456789.+-*";
    const bool number = !text.empty() && text.find_first_not_of(plain) == std::string::npos &&
                        text.find_first_of("0123456789") != std::string::npos && text.front() != '*';
    return number ? text : quoted(text);
}

// Appends a value on one line. Returns false for one that is nested too deeply or too long.
bool appendFlow(const YAML::Node& value, int depth, std::string& text) {
    constexpr int deepest = 8;
    if (depth > deepest || text.size() > largestYamlFile)
        return false;
    if (!value.IsMap() && !value.IsSequence()) {
        text += value.IsScalar() ? inlineText(value.Scalar()) : "~";
        return true;
    }
    const bool map = value.IsMap();
    const char* separator = "";
    text += map ? '{' : '[';
    for (const auto& item : value) {
        text += separator;
        separator = ", ";
        if (map && (!appendFlow(item.first, depth + 1, text) || !appendFlow(item.second, depth + 1, text += ": ")))
            return false;
        if (!map && !appendFlow(item, depth + 1, text))
            return false;
    }
    text += map ? '}' : ']';
    return true;
}

// A value in a message: "'x'", "[8, 9]", "{a: 1}", "nothing".
std::string shown(const YAML::Node& value) {
    std::string text;
    if ((!value.IsMap() && !value.IsSequence()) || !appendFlow(value, 0, text))
        return describe(value);
    return shortened(text);
}

}  // namespace

std::string describe(const YAML::Node& node) {
    if (node.IsMap())
        return "a map";
    if (node.IsSequence())
        return "a list";
    if (node.IsScalar())
        return "'" + shortened(node.Scalar()) + "'";
    return "nothing";
}

std::string itemText(const YAML::Node& item, bool maps, bool& wellFormed) {
    std::string text;
    if (maps)
        wellFormed = appendFlow(item, 0, text) && wellFormed;
    else if (item.IsScalar())
        text = item.Scalar();
    else
        wellFormed = false;
    return text;
}

std::vector<Refusal> refusalsOf(const Field& field, std::span<const std::string> items, const std::string& described) {
    if (field.refusals)
        if (auto specific = field.refusals(items); !specific.empty())
            return specific;
    const std::string hint =
        field.choices.empty() || items.empty() ? "" : base::didYouMean(items.front(), field.choices);
    return {{described + " is invalid; accepted: " + field.accepted + hint}};
}

std::vector<Refusal> assignValue(const YAML::Node& value, const Field& field) {
    std::vector<std::string> items;
    bool wellFormed = true;
    if (field.list && value.IsSequence()) {
        for (const auto& item : value)
            items.push_back(itemText(item, field.maps, wellFormed));
    } else if (value.IsNull() && field.mayBeEmpty) {
        items.resize(field.list ? 0 : 1);
    } else if (field.maps && !field.list) {
        items.push_back(itemText(value, true, wellFormed));
        wellFormed = wellFormed && value.IsMap();
    } else {
        wellFormed = value.IsScalar() && (!field.list || field.single);
        items.push_back(value.IsScalar() ? value.Scalar() : "");
    }
    if (wellFormed && field.assign(items))
        return {};
    if (!wellFormed)
        return {{shown(value) + " is invalid; accepted: " + field.accepted}};
    return refusalsOf(field, items, shown(value));
}

std::string acceptedKeys(const std::string& key, const std::vector<Field>& fields) {
    std::vector<std::string_view> keys;
    for (const auto& field : fields)
        keys.push_back(field.key);
    const std::string suggestion = base::didYouMean(key, keys);
    return suggestion + (suggestion.empty() ? "; accepted: " : " Accepted: ") + base::joined(keys);
}

std::vector<Refusal> readMap(const std::string& text, const std::vector<Field>& fields) {
    YAML::Node map;
    try {
        map = YAML::Load(text);
    } catch (const YAML::Exception& error) {
        return {{"'" + shortened(text) + "' is not valid YAML: " + error.msg}};
    }
    if (!map.IsMap())
        return {{shown(map) + " is not a map of keys" + acceptedKeys("", fields)}};
    std::vector<Refusal> refusals;
    std::set<std::string> seen;
    for (const auto& pair : map) {
        const std::string key = pair.first.IsScalar() ? pair.first.Scalar() : "";
        const auto field = std::find_if(fields.begin(), fields.end(), [&](const auto& one) { return one.key == key; });
        if (field == fields.end())
            refusals.push_back({"unknown key" + acceptedKeys(key, fields), -1, key});
        else if (!seen.insert(key).second)
            refusals.push_back({"duplicate key; accepted: once", -1, key});
        else
            for (auto& refusal : assignValue(pair.second, *field))
                refusals.push_back({refusal.message, -1, key});
    }
    return refusals;
}

std::string mapText(const std::vector<Field>& fields) {
    std::string text;
    for (const auto& field : fields)
        if (!field.omitted || !field.omitted())
            text += (text.empty() ? "" : ", ") + field.key + ": " + field.yaml();
    return "{" + text + "}";
}

}  // namespace isonet::config
