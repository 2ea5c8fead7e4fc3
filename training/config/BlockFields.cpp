#include "training/config/BlockFields.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <optional>

#include "model/base/Suggestion.h"

namespace isonet::config {
namespace {

constexpr std::array<std::string_view, 5> kKeys{"layers", "activation", "offset", "offset_trained", "initialization"};

// The field of the network's key of the same name, which reads and writes the value.
Field modelField(RunConfig& config, std::string_view key) {
    auto fields = fieldsOf(config);
    return *std::find_if(fields.begin(), fields.end(),
                         [&](const Field& field) { return field.section == "model" && field.key == key; });
}

// One entry, or the problem with it.
struct Reading {
    spec::BlockOverride block;
    std::string problem;
};

void readKey(Reading& reading, const std::string& key, const YAML::Node& value) {
    spec::BlockOverride& block = reading.block;
    const std::string text = value.IsScalar() ? value.Scalar() : "";
    if (std::find(kKeys.begin(), kKeys.end(), key) == kKeys.end()) {
        reading.problem = "unknown key '" + key + "'; accepted: " + base::joined(kKeys) + base::didYouMean(key, kKeys);
    } else if (key == kKeys[0]) {
        block.layers = text;
    } else {
        RunConfig scratch;
        const Field field = modelField(scratch, key);
        if (!value.IsScalar() || !field.assign(std::array{text})) {
            reading.problem =
                key + " '" + text + "' is invalid; accepted: " + field.accepted + base::didYouMean(text, field.choices);
            return;
        }
        if (key == kKeys[1])
            block.activation = scratch.model.activation;
        else if (key == kKeys[2])
            block.offset = scratch.model.offset;
        else if (key == kKeys[3])
            block.offsetTrained = scratch.model.offsetTrained;
        else
            block.initialization = scratch.model.initialization;
    }
}

Reading readEntry(const std::string& text) {
    Reading reading;
    try {
        const YAML::Node node = YAML::Load(text);
        if (!node.IsMap())
            reading.problem = "'" + text + "' is not a map of " + base::joined(kKeys);
        else if (!node["layers"] || !node["layers"].IsScalar() || node["layers"].Scalar().empty())
            reading.problem = "layers is missing; accepted: the name of a stage, block or layer, such as layers: s4.*";
        else
            for (const auto& pair : node)
                if (reading.problem.empty())
                    readKey(reading, pair.first.IsScalar() ? pair.first.Scalar() : "", pair.second);
    } catch (const YAML::Exception& error) {
        reading.problem = "'" + text + "' is not valid YAML: " + error.msg;
    }
    return reading;
}

std::string textOf(const spec::BlockOverride& block) {
    RunConfig scratch;
    scratch.model.activation = block.activation.value_or(scratch.model.activation);
    scratch.model.offset = block.offset.value_or(scratch.model.offset);
    scratch.model.offsetTrained = block.offsetTrained.value_or(scratch.model.offsetTrained);
    scratch.model.initialization = block.initialization.value_or(scratch.model.initialization);
    const std::array given{true, block.activation.has_value(), block.offset.has_value(),
                           block.offsetTrained.has_value(), block.initialization.has_value()};
    std::string text = "{layers: " + quoted(block.layers);
    for (std::size_t i = 1; i < kKeys.size(); ++i)
        if (given[i])
            text += ", " + std::string(kKeys[i]) + ": " + modelField(scratch, kKeys[i]).yaml();
    return text + "}";
}

}  // namespace

Field blocksField(std::vector<spec::BlockOverride>& blocks) {
    Field field;
    field.section = "model";
    field.key = "blocks";
    field.accepted = "a list of maps, such as [{layers: s4.*, activation: relu, initialization: kaiming}]";
    field.list = field.maps = field.mayBeEmpty = true;
    field.assign = [&blocks](std::span<const std::string> items) {
        std::vector<spec::BlockOverride> read;
        for (const auto& item : items) {
            Reading reading = readEntry(item);
            if (!reading.problem.empty())
                return false;
            read.push_back(std::move(reading.block));
        }
        blocks = std::move(read);
        return true;
    };
    field.refusal = [](std::span<const std::string> items) {
        for (std::size_t i = 0; i < items.size(); ++i)
            if (const auto problem = readEntry(items[i]).problem; !problem.empty())
                return "entry " + std::to_string(i + 1) + ": " + problem;
        return std::string();
    };
    field.text = field.yaml = [&blocks] {
        std::string text;
        for (const auto& block : blocks)
            text += (text.empty() ? "" : ", ") + textOf(block);
        return "[" + text + "]";
    };
    return field;
}

}  // namespace isonet::config
