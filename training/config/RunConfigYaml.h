// YAML in and out. Sections: model, penalty, data, optimizer, schedule, telemetry, run; keys are snake_case of the
// fields (model.multiplier_start, optimizer.learning_rate, telemetry.spectrum_steps, run.batch_size, ...). Unknown
// keys, wrong types and impossible values are errors that name source, line, key, value and what is accepted. Missing
// keys keep their defaults; missing model.channels and model.classes follow the data set. The published repository's
// files (DATASET / SOLVER / ISON sections) are recognised and converted.
//
// A folder of images without data.root is no error here: such a network (the paper's on ImageNet) can be inspected and
// its weights converted. validate() asks for the folder, before a run.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "training/config/RunConfig.h"

namespace isonet::config {

// Wrong configuration: exit code 2. what() holds one line per problem, each with source, line (where known) and key.
class ConfigError : public std::runtime_error {
public:
    explicit ConfigError(std::vector<spec::Problem> problems);
    // places[i]: where problem i stands, "run.yaml:12"; may be shorter than problems.
    ConfigError(std::vector<spec::Problem> problems, const std::vector<std::string>& places);
    const std::vector<spec::Problem>& problems() const { return problems_; }

private:
    std::vector<spec::Problem> problems_;
};

RunConfig parseRunConfig(std::string_view yaml, const std::string& source);  // throws ConfigError
RunConfig loadRunConfig(const std::filesystem::path& file);  // ConfigError; std::system_error when it cannot be read
std::string toYaml(const RunConfig& config);                 // complete: every key, in a fixed order
void saveRunConfig(const RunConfig& config, const std::filesystem::path& file);  // atomically

// "optimizer.learning_rate=0.05", as `--set` gives it; lists as "schedule.milestones=30,60,90" or "[30, 60, 90]". Only
// this key is checked, so that several overrides may lead from one valid configuration to another: validate() after
// the last. Throws ConfigError naming key and accepted values; the configuration is then unchanged.
void applyOverride(RunConfig& config, std::string_view assignment);

// Every key with its present value, in file order: {"model.depth", "20"}. For differences between runs.
std::vector<std::pair<std::string, std::string>> flatten(const RunConfig& config);

}  // namespace isonet::config
