// Two programs that follow the runs of a folder while a soak works on it: workbench windows without a display if the
// workbench is next to this program, else readers of event files (RunFollower.h).
#pragma once

#include <array>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "app/bench/soak/Child.h"
#include "app/bench/soak/LevelWatch.h"
#include "app/bench/soak/SoakStatistics.h"

namespace isonet::benchmarks {

class Followers {
public:
    // `folder`: for the settings and logs of the followers.
    Followers(const std::filesystem::path& runs, const std::filesystem::path& folder, SoakStatistics& statistics);

    // Closes the second follower and opens it again; a window then shows this run. Returns what went wrong.
    std::vector<std::string> reopen(const std::filesystem::path& run);
    // After a round: whether both are alive, and whether the memory and descriptors of the first are level.
    std::vector<std::string> check();
    std::vector<std::string> close();

private:
    void start(std::size_t index, const std::filesystem::path& run);
    std::vector<std::string> close(std::size_t index);

    std::filesystem::path runs_, folder_, workbench_;
    SoakStatistics& statistics_;
    bool windows_;
    std::array<std::unique_ptr<Child>, 2> children_;
    ProcessLevels levels_;  // of the first, which lives as long as the soak
};

}  // namespace isonet::benchmarks
