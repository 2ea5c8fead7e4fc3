// Runs as jobs of SLURM. The folder of the run must be on a disk that the nodes share.
#pragma once

#include <filesystem>

#include "training/launch/Launcher.h"

namespace isonet::launch {

class SlurmLauncher : public Launcher {
public:
    SlurmLauncher(Place place, CommandRunner& commands);
    Ticket launch(const Order& order) override;
    JobReport look(const Ticket& ticket, const std::filesystem::path& run) override;
    // A job that waits is removed; one that runs writes a checkpoint and ends.
    void cancel(const Ticket& ticket, const std::filesystem::path& run) override;

private:
    const Place place_;
    CommandRunner& commands_;
};

// "isonet-<folder of the run>", by which a job is recognized; an array may have the name of the folder of its runs.
std::string slurmName(const std::filesystem::path& run);

}  // namespace isonet::launch
