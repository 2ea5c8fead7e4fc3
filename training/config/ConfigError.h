// The error of an invalid configuration.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "model/spec/ModelSpec.h"

namespace isonet::config {

// An invalid configuration (exit code 2). what() has one line per problem with source, line (if known) and key; long
// keys and messages are truncated, and problems after the 50th are only counted.
class ConfigError : public std::runtime_error {
public:
    explicit ConfigError(std::vector<spec::Problem> problems);
    // places[i]: location of problem i, "run.yaml:12"; may be shorter than problems.
    ConfigError(std::vector<spec::Problem> problems, const std::vector<std::string>& places);
    const std::vector<spec::Problem>& problems() const { return problems_; }

private:
    std::vector<spec::Problem> problems_;
};

}  // namespace isonet::config
