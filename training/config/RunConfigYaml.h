// Reads and writes run configurations as YAML. Sections: model, penalty, data, optimizer, schedule, telemetry,
// detection, run; keys are the snake_case names of the fields (model.multiplier_start, optimizer.learning_rate, ...).
// Unknown keys, wrong types and invalid values are errors that name source, line, key, value and accepted values.
// A file that has a version but no end marker is truncated, which is an error; a newer version is named with what is
// refused. Missing keys keep their defaults; missing model.channels and model.classes follow the dataset. Files of the
// published repository (sections DATASET, SOLVER, ISON) are recognized and converted.
//
// A folder dataset without data.root is accepted here, so that such a network (the paper's on ImageNet) can be
// inspected and its weights converted. validate() requires the folder before a run.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "training/config/ConfigError.h"
#include "training/config/Override.h"
#include "training/config/RunConfig.h"

namespace isonet::config {

RunConfig parseRunConfig(std::string_view yaml, const std::string& source);  // throws ConfigError
// What a run or a checkpoint has stored. Without version it is of an earlier program, which knew fewer formats of
// images (DataConfig::commonFormats).
RunConfig parseStoredConfig(std::string_view yaml, const std::string& source);
RunConfig loadRunConfig(const std::filesystem::path& file);  // ConfigError; std::system_error if unreadable
// A whole file: every key, in a fixed order, between the version and the end marker (FileMarks.h). Keys of the
// network's parts (StageFields.h) are written only where they say something.
std::string toYaml(const RunConfig& config);
std::string sectionsYaml(const RunConfig& config);  // without version and end marker, as a part of another file
void saveRunConfig(const RunConfig& config, const std::filesystem::path& file);  // atomically

// Every key with its value, in file order: {"model.depth", "20"}. For comparing runs. A stage is one value,
// {"model.stages[0]", "{blocks: 3, channels: 16}"}; a stem that is given and a head list their keys,
// "model.stem.kernel".
std::vector<std::pair<std::string, std::string>> flatten(const RunConfig& config);

}  // namespace isonet::config
