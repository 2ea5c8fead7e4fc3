// Runs on another machine, started there by its own isonet (process or devices). The run's folder is on a disk that
// both machines share, or is copied there and followed by rsync.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "training/launch/Launcher.h"
#include "training/launch/ProcessId.h"
#include "training/launch/SshCommand.h"

namespace isonet::launch {

class PreparedRun;

class SshLauncher : public Launcher {
public:
    SshLauncher(Place place, CommandRunner& commands);
    Ticket launch(const Order& order) override;
    JobReport look(const Ticket& ticket, const std::filesystem::path& run) override;
    void cancel(const Ticket& ticket, const std::filesystem::path& run) override;

private:
    void requireSameVersion();
    std::vector<std::string> remoteCommand(const Order& order, const PreparedRun& run, const std::string& folder) const;
    // Copies the run's files here, at most every few seconds by the time of the file `mark`, unless `atOnce`. Returns
    // why not; empty: done or not needed.
    std::string follow(const Ticket& ticket, const std::filesystem::path& run, const char* mark, bool atOnce = false);
    // Of the supervisor there. False: the host cannot be asked; `trouble` says why.
    bool ask(const Ticket& ticket, ProcessState& state, std::string& trouble);

    const Place place_;
    CommandRunner& commands_;
    SshCommand ssh_;
};

}  // namespace isonet::launch
