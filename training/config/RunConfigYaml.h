// Reads and writes run configurations as YAML. Sections: model, penalty, data, optimizer, schedule, telemetry,
// detection, run; keys are the snake_case names of the fields (model.multiplier_start, optimizer.learning_rate, ...).
// Unknown keys, wrong types and invalid values are errors that name source, line, key, value and accepted values.
// Missing keys keep their defaults; missing model.channels and model.classes follow the dataset. Files of the published
// repository (sections DATASET, SOLVER, ISON) are recognized and converted.
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

#include "training/config/RunConfig.h"

namespace isonet::config {

// An invalid configuration (exit code 2). what() has one line per problem with source, line (if known) and key.
class ConfigError : public std::runtime_error {
public:
    explicit ConfigError(std::vector<spec::Problem> problems);
    // places[i]: location of problem i, "run.yaml:12"; may be shorter than problems.
    ConfigError(std::vector<spec::Problem> problems, const std::vector<std::string>& places);
    const std::vector<spec::Problem>& problems() const { return problems_; }

private:
    std::vector<spec::Problem> problems_;
};

RunConfig parseRunConfig(std::string_view yaml, const std::string& source);  // throws ConfigError
RunConfig loadRunConfig(const std::filesystem::path& file);  // ConfigError; std::system_error if unreadable
std::string toYaml(const RunConfig& config);                 // every key, in a fixed order
void saveRunConfig(const RunConfig& config, const std::filesystem::path& file);  // atomically

// Applies an assignment of `--set`: "optimizer.learning_rate=0.05"; lists as "schedule.milestones=30,60,90" or
// "[30, 60, 90]". Only this key is checked, so that several overrides can lead from one valid configuration to another;
// call validate() after the last. Throws ConfigError naming key and accepted values and leaves the configuration
// unchanged.
void applyOverride(RunConfig& config, std::string_view assignment);

// Every key with its value, in file order: {"model.depth", "20"}. For comparing runs.
std::vector<std::pair<std::string, std::string>> flatten(const RunConfig& config);

}  // namespace isonet::config
