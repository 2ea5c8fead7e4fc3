// Where a run whose folder has vanished leaves its weights when it ends: next to the folder.
#pragma once

#include <filesystem>

namespace isonet::telemetry {

// RUN-rescued.pt, for the run directory RUN.
inline std::filesystem::path rescuedWeights(const std::filesystem::path& run) {
    std::filesystem::path file = run;
    file += "-rescued.pt";
    return file;
}

}  // namespace isonet::telemetry
