// `isonet queue run FOLDER --on slurm`: the waiting rows as one SLURM array, a task each.
#pragma once

#include <filesystem>

#include "app/cli/QueueRun.h"
#include "training/launch/CommandRunner.h"
#include "training/launch/Place.h"

namespace isonet::cli {

struct SubmittedArray {
    std::string jobId;              // "123"; empty: there was nothing to submit
    std::vector<std::string> rows;  // by task, from 0
};

// Takes the lease of every row that can be started, submits the array, and stores in each run which task trains it.
// Schedulers follow these rows. Throws launch::LaunchError (SLURM is missing, down, or rejects the job), and as
// prepareQueue(); no row is then taken.
SubmittedArray submitArray(const std::filesystem::path& queue, const QueueRunOptions& options,
                           const launch::SlurmOptions& slurm,
                           launch::CommandRunner& commands = launch::systemCommands());

}  // namespace isonet::cli
