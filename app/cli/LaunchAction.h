// `isonet train --on PLACE`: launches a run instead of training it in this process.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "training/config/RunConfig.h"

namespace isonet::cli {

struct LaunchRequest {
    std::string place;
    std::filesystem::path run;
    std::optional<config::RunConfig> config;  // none: the run is resumed
    std::vector<std::string> arguments;       // further ones of isonet train
    int threads = 0;
    bool json = false;
};

// Prints the folder of the run and where it runs. Returns the exit code. Throws std::invalid_argument (place),
// launch::LaunchError, telemetry::StorageError.
int launchRun(const LaunchRequest& request);

}  // namespace isonet::cli
