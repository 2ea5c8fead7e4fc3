// Configurations and datasets named on the command line.
#pragma once

#include <string>
#include <vector>

#include "app/cli/CommandLine.h"
#include "training/config/RunConfig.h"

namespace isonet::cli {

// The arguments of a command that loads a network: a run folder or checkpoint file, and --latest.
void addCheckpointSource(Verb verb, const std::string& name, std::string& source, bool& latest);
void addLatest(Verb verb, bool& latest);

// Reads a YAML file or a preset without validating the whole. Throws config::ConfigError (unknown preset: suggests
// similar names) or std::system_error.
config::RunConfig readConfig(const std::string& source);

// Prints settings without effect to stderr, as warnings. `where`: what has them, such as a row of a sweep.
void warnOfUnusedSettings(const config::RunConfig& config, const std::string& where = {});

// Reads a configuration, applies `--set` assignments and the device, and validates it. The schedule follows changed
// epochs (training/config/ScheduleScale.h), which is noted on stderr and in `scaled`. Warns of unused settings. Throws
// config::ConfigError or std::system_error.
config::RunConfig resolveConfig(const std::string& source, const std::vector<std::string>& assignments,
                                const std::string& device, std::string* scaled = nullptr);

// --data: the name of a known dataset, or a folder for the configuration's own dataset; empty: no change.
void chooseData(config::RunConfig& config, const std::string& data);

// For commands that need image classes. Throws std::invalid_argument for a detector and names the commands that accept
// one.
void requireClassifier(const config::RunConfig& config, const std::string& source);

// "ISONet-20", "R-ISONet-34 detector".
std::string networkTitle(const config::RunConfig& config);

}  // namespace isonet::cli
