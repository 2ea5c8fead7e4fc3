// Options and output of the robustness measured by `isonet eval --certified` and `--attack`.
#pragma once

#include <iosfwd>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "app/cli/CommandLine.h"
#include "training/engine/tasks/Robustness.h"

namespace isonet::cli {

class RobustnessChoice {
public:
    void addOptions(Verb eval);
    bool requested() const { return certified_ || attack_; }
    // Throws std::invalid_argument for a radius that is no positive number.
    training::RobustnessOptions options() const;

private:
    bool certified_ = false, attack_ = false;
    std::vector<std::string> radii_;
    int steps_ = 40, restarts_ = 5;
};

void print(std::ostream& out, const training::RobustnessResult& result, const std::vector<double>& radii);
nlohmann::ordered_json robustnessJson(const training::RobustnessResult& result, const std::vector<double>& radii);

}  // namespace isonet::cli
