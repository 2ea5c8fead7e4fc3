// What a CONFIG argument may be: a YAML file or the name of a preset.
#pragma once

#include <string>
#include <vector>

#include "training/config/RunConfig.h"

namespace isonet::cli {

// As it stands, not validated as a whole. Throws config::ConfigError (unknown preset: with their names) or
// std::system_error.
config::RunConfig readConfig(const std::string& source);

// Reads it, applies `--set` assignments and the device, and validates. Throws config::ConfigError (unknown preset: with
// the nearest names) or std::system_error.
config::RunConfig resolveConfig(const std::string& source, const std::vector<std::string>& assignments,
                                const std::string& device);

// --data: a known data set's name, or the folder of the configuration's own; empty changes nothing.
void chooseData(config::RunConfig& config, const std::string& data);

// For what asks a network for the class of an image. Throws std::invalid_argument for a detector, and says what there
// is for one.
void wantClassifier(const config::RunConfig& config, const std::string& source);

}  // namespace isonet::cli
