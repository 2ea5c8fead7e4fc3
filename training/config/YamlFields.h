// Reads a YAML document of sections and keys into fields, strictly, and remembers where each key stood.
#pragma once

#include <yaml-cpp/yaml.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "training/config/ConfigFields.h"

namespace isonet::config {

inline constexpr std::size_t largestYamlFile = 1u << 20;  // bytes

// An item of a list, for Field::assign: a scalar's text, or of a map with scalars its text in one line. Anything else
// gives `wellFormed` false.
std::string itemText(const YAML::Node& item, bool maps, bool& wellFormed);

// Of a key that is in none of the fields: the suggestion (didYouMean()'s, or nothing), then the keys of its section, or
// where they can be read.
std::string unknownKey(const std::string& suggestion, const std::string& section, const std::vector<Field>& fields);

class YamlFields {
public:
    // `source`: a file's name, for messages.
    explicit YamlFields(std::string source) : source_(std::move(source)) {}

    // The document's root: a map, or an empty map for an empty document. Adds a problem and returns an empty map for
    // anything else.
    YAML::Node load(std::string_view yaml);
    // Assigns every key of `root` to its field; unknown, doubled, mistyped and impossible ones become problems.
    void read(const YAML::Node& root, std::vector<Field>& fields);

    bool has(const std::string& path) const { return lines_.contains(path); }
    // "run.yaml:12" of a key, else of its section, else "run.yaml".
    std::string place(const std::string& path) const;
    void add(const std::string& path, const std::string& message);

    // Throws ConfigError if there are problems.
    void finish() const;

private:
    void addAt(const YAML::Mark& mark, const std::string& path, const std::string& message);
    void readValue(const YAML::Node& value, Field& field);
    void readEntry(const YAML::Node& key, const YAML::Node& value, const std::string& section,
                   std::vector<Field>& fields);

    std::string source_;
    std::map<std::string, int> lines_;  // from 1, of keys and sections
    std::vector<spec::Problem> problems_;
    std::vector<std::string> places_;
};

}  // namespace isonet::config
