// Reads a YAML document of sections and keys into fields, strictly, and remembers the line of each key.
#pragma once

#include <yaml-cpp/yaml.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "training/config/ConfigFields.h"

namespace isonet::config {

inline constexpr std::size_t largestYamlFile = 1u << 20;  // bytes

// Message for a key that no field has: the suggestion of didYouMean(), if any, then the keys of its section or how to
// list them.
std::string unknownKey(const std::string& suggestion, const std::string& section, const std::vector<Field>& fields);

class YamlFields {
public:
    // `source`: file name for messages.
    explicit YamlFields(std::string source) : source_(std::move(source)) {}

    // The root map of the document; an empty map for an empty document. Adds a problem and returns an empty map for
    // anything else.
    YAML::Node load(std::string_view yaml);
    // Assigns every key of `root` to its field; unknown, duplicate and invalid ones become problems.
    void read(const YAML::Node& root, std::vector<Field>& fields);

    bool has(const std::string& path) const { return lines_.contains(path); }
    // Location of a key, "run.yaml:12"; else of the nearest entry or section around it; else "run.yaml".
    std::string place(const std::string& path) const;
    void add(const std::string& path, const std::string& message);

    // The document has keys and values of a later program, whose files have `version`: unknown keys are then no typos,
    // and finish() says so.
    void writtenByNewer(int version) { newer_ = version; }

    // Throws ConfigError if there are problems.
    void finish() const;

private:
    void addAt(const YAML::Mark& mark, const std::string& path, const std::string& message);
    void readValue(const YAML::Node& value, Field& field);
    // Remembers the lines of entries and keys: "model.stages[1]", "model.stages[1].channels".
    void noteLines(const YAML::Node& value, const std::string& path);
    void readEntry(const YAML::Node& key, const YAML::Node& value, const std::string& section,
                   std::vector<Field>& fields);

    std::string source_;
    int newer_ = 0;                     // version of the file, if later than schemaVersion
    std::map<std::string, int> lines_;  // 1-based, of keys and sections
    std::vector<spec::Problem> problems_;
    std::vector<std::string> places_;
};

// Reads the sections of a run configuration: checks that the network is given in one way, and lets missing channels and
// classes follow the dataset. Throws ConfigError.
void readRunConfig(const YAML::Node& root, YamlFields& reader, RunConfig& config);

}  // namespace isonet::config
