// The folder of a run that is about to begin, so that a start which fails before there is anything to keep can be taken
// back: the same command may then be given again.
#pragma once

#include <filesystem>
#include <vector>

namespace isonet::telemetry {

class FreshFolder {
public:
    // Before RunDirectory::create(): which folders on the way to `run` are not there yet.
    explicit FreshFolder(const std::filesystem::path& run);

    // Removes what a run writes (config.yaml, status.json, checkpoints, ...) and the folders that were not there
    // before; any other file stays, and so do the folders it is in. Tells no errors: what cannot be removed stays.
    void takeBack() const;

private:
    std::filesystem::path run_;
    std::vector<std::filesystem::path> missing_;  // innermost first
};

}  // namespace isonet::telemetry
