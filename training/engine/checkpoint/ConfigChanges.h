// Differences between two configurations of one run, and which of them a resumed run accepts.
#pragma once

#include <string>
#include <vector>

#include "training/config/RunConfig.h"

namespace isonet::training {

struct ConfigChange {
    std::string key, before, now;
    std::string text() const { return key + ": " + before + " -> " + now; }
};
std::vector<ConfigChange> changesBetween(const config::RunConfig& old, const config::RunConfig& now);

// One problem per changed key that a resumed run must keep. Free to change are the telemetry, learning rate, schedule,
// epochs, penalty coefficient, device, workers, name and dataset folder.
std::vector<spec::Problem> changesThatForbidResuming(const config::RunConfig& old, const config::RunConfig& now);

}  // namespace isonet::training
