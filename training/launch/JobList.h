// The runs that are running now or were launched, in some folders.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "training/launch/Launcher.h"
#include "training/telemetry/RunStatus.h"

namespace isonet::launch {

struct Job {
    std::filesystem::path run;
    std::string name;              // of its folder
    std::string place;             // Place.h; "here": trained by a workbench or by a command in a terminal
    std::optional<Ticket> ticket;  // none: not launched
    JobReport report;
    telemetry::RunStatus status;  // a Preparing one if there is none yet
    double progress = 0;          // 0 to 1
    double secondsLeft = -1;      // -1: unknown
    bool alive() const {
        return report.state == JobState::Pending || report.state == JobState::Running ||
               report.state == JobState::Silent;
    }
};

// Every run below these folders (three levels) that has launch.json or is held by a live process, those alive first,
// then the latest first. A folder that cannot be read is left out. Queries SLURM and other machines only about runs
// whose own files do not tell their state; this may take seconds. `endedToo`: also those that have ended.
std::vector<Job> findJobs(const std::vector<std::filesystem::path>& folders, bool endedToo = true,
                          CommandRunner& commands = systemCommands());

}  // namespace isonet::launch
