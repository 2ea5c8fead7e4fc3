#include "training/sweeps/SweepFileText.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>

#include "training/config/ConfigError.h"
#include "training/config/ConfigFields.h"
#include "training/config/Override.h"
#include "training/config/RunConfigYaml.h"

namespace isonet::sweeps {
namespace {

bool isBracketed(const std::string& value) {
    return value.starts_with('[') || value.starts_with('{');
}

// A value of `--set`: lists and maps as they are, if they are YAML; numbers and truth values plain; anything else as
// text.
std::string valueYaml(const std::string& value) {
    if (value == "true" || value == "false")
        return value;
    try {
        const YAML::Node node = YAML::Load(value);
        double number = 0;
        if (isBracketed(value) ? node.IsSequence() || node.IsMap()
                               : node.IsScalar() && YAML::convert<double>::decode(node, number) &&
                                     value.find_first_not_of("0123456789.+-eE") == std::string::npos)
            return value;
    } catch (const YAML::Exception&) {
        // Text that is no YAML is quoted.
    }
    return config::quoted(value);
}

std::string keyYaml(const std::string& key) {
    return config::quoted(key);
}

bool takesList(const std::string& key) {
    try {
        return config::typeOf(key).list;
    } catch (const config::ConfigError&) {
        return false;
    }
}

template <typename Items, typename Text>
std::string joined(const Items& items, Text text) {
    std::string all;
    for (const auto& item : items)
        all += (all.empty() ? "" : ", ") + text(item);
    return all;
}

std::string valuesYaml(const Changes& values) {
    return "[" + joined(values, [](const Change& change) { return valueYaml(change.value); }) + "]";
}

std::string changesYaml(const Changes& changes) {
    return "{" +
           joined(changes, [](const Change& change) { return keyYaml(change.key) + ": " + valueYaml(change.value); }) +
           "}";
}

// Several values of a key that takes lists are lists in a list.
std::string conditionYaml(const Condition& condition) {
    const bool nested = condition.values.size() > 1 && takesList(condition.key);
    const std::string values = joined(condition.values, [&](const std::string& value) {
        return nested && !isBracketed(value) ? "[" + value + "]" : valueYaml(value);
    });
    return keyYaml(condition.key) + ": " + (condition.values.size() == 1 ? values : "[" + values + "]");
}

std::string conditionsYaml(const Conditions& conditions) {
    return "{" + joined(conditions, conditionYaml) + "}";
}

std::string exceptionYaml(const RowException& exception) {
    std::string text = "{where: " + conditionsYaml(exception.where);
    if (!exception.set.empty())
        text += ", set: " + changesYaml(exception.set);
    return text + (exception.skip ? ", skip: true}" : "}");
}

std::string exceptionsYaml(const std::vector<RowException>& exceptions, const std::string& indentation) {
    std::string text;
    for (const auto& exception : exceptions)
        text += "\n" + indentation + "- " + exceptionYaml(exception);
    return text + "\n";
}

std::string numberYaml(double value) {
    return base::yamlNumber(value);
}

std::string sampledYaml(const SampledKey& key) {
    if (key.distribution == Distribution::Choice)
        return "{choose: [" + joined(key.choices, valueYaml) + "]}";
    return std::string("{") + (key.distribution == Distribution::Uniform ? "uniform" : "log_uniform") + ": [" +
           numberYaml(key.lowest) + ", " + numberYaml(key.highest) + "]" + (key.integer ? ", integer: true}" : "}");
}

std::string paperYaml(const std::vector<PaperText>& paper) {
    const std::string text = joined(paper, [](const PaperText& numbers) {
        if (numbers.size() == 1 && numbers.front().first.empty())
            return valueYaml(numbers.front().second);
        return "{" +
               joined(numbers,
                      [](const auto& number) { return keyYaml(number.first) + ": " + valueYaml(number.second); }) +
               "}";
    });
    return paper.size() == 1 ? text : "[" + text + "]";
}

std::string rowYaml(const RowText& row) {
    std::string text = "  - row: " + config::quoted(row.label) + "\n";
    const auto add = [&](const char* key, const std::string& value) {
        text += std::string("    ") + key + ": " + value + "\n";
    };
    if (!row.name.empty())
        add("name", config::quoted(row.name));
    if (!row.method.empty())
        add("method", config::quoted(row.method));
    if (!row.id.empty())
        add("id", config::quoted(row.id));
    if (!row.when.empty())
        add("when", conditionsYaml(row.when));
    if (!row.set.empty())
        add("set", changesYaml(row.set));
    if (!row.exceptions.empty())
        text += "    except:" + exceptionsYaml(row.exceptions, "      ");
    if (!row.paper.empty())
        add("paper", paperYaml(row.paper));
    if (row.paperDepth > 0)
        add("paper_depth", std::to_string(row.paperDepth));
    return text;
}

std::string searchYaml(const SweepText& text) {
    std::string yaml;
    if (!text.vary.empty())
        yaml += "vary:\n";
    for (const auto& values : text.vary)
        yaml += "  " + keyYaml(values.front().key) + ": " + valuesYaml(values) + "\n";
    if (!text.sample.empty())
        yaml += "sample:\n";
    for (const auto& key : text.sample)
        yaml += "  " + keyYaml(key.key) + ": " + sampledYaml(key) + "\n";
    if (text.samples > 0)
        yaml += "samples: " + std::to_string(text.samples) + "\nsample_seed: " + std::to_string(text.sampleSeed) + "\n";
    if (!text.seeds.empty())
        yaml += "seeds: " + valuesYaml(text.seeds) + "\n";
    if (text.repeats > 0)
        yaml += "repeats: " + std::to_string(text.repeats) + "\n";
    if (!text.when.empty())
        yaml += "when: " + conditionsYaml(text.when) + "\n";
    if (!text.exceptions.empty())
        yaml += "except:" + exceptionsYaml(text.exceptions, "  ");
    return yaml;
}

}  // namespace

std::string baseYaml(const config::RunConfig& config) {
    std::string text, line;
    for (const char c : config::sectionsYaml(config)) {
        line += c;
        if (c != '\n')
            continue;
        text += (line == "\n" ? "" : "  ") + line;
        line.clear();
    }
    return text;
}

std::string toYaml(const SweepFile& file) {
    std::string text = "sweep: " + config::quoted(file.name) + "\n";
    if (!file.title.empty())
        text += "title: " + config::quoted(file.title) + "\n";
    if (!file.notes.empty())
        text += "notes:\n";
    for (const auto& note : file.notes)
        text += "  - " + config::quoted(note) + "\n";
    if (file.failsBelow > 0)
        text += "fails_below: " + base::yamlNumber(file.failsBelow) + "\n";
    text += file.preset.empty() ? "base:\n" + baseYaml(file.text.base) : "base: " + config::quoted(file.preset) + "\n";
    if (!file.text.set.empty())
        text += "set: " + changesYaml(file.text.set) + "\n";
    // A file without rows has one.
    const RowText only = file.text.rows.size() == 1 ? file.text.rows.front() : RowText{};
    const bool plain = only.label.empty() && only.name.empty() && only.method.empty() && only.id.empty() &&
                       only.when.empty() && only.set.empty() && only.exceptions.empty() && only.paper.empty();
    if (file.text.rows.size() > 1 || !plain) {
        text += "rows:\n";
        for (const auto& row : file.text.rows)
            text += rowYaml(row);
    }
    return text + searchYaml(file.text);
}

}  // namespace isonet::sweeps
