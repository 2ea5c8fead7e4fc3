// Undoes the creation of a run's folder after a failed start, so that the same command can be repeated.
#pragma once

#include <filesystem>
#include <vector>

namespace isonet::telemetry {

class FreshFolder {
public:
    // Call before RunDirectory::create(): notes which folders on the path to `run` do not exist yet.
    explicit FreshFolder(const std::filesystem::path& run);

    // Removes the files of a run (config.yaml, status.json, checkpoints, ...) and the folders that did not exist
    // before. Other files stay, as do their folders. Ignores errors.
    void removeRun() const;

private:
    std::filesystem::path run_;
    std::vector<std::filesystem::path> missing_;  // innermost first
};

}  // namespace isonet::telemetry
