// The folder of a run while it is being launched: nothing else launches it meanwhile.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "training/launch/Launcher.h"

namespace isonet::launch {

class PreparedRun {
public:
    // Makes the folder, takes its launch lock, copies the configuration of a new run to launch.yaml and removes what an
    // earlier launch has left. Throws LaunchError (already running or launched, not a run to resume, not empty),
    // telemetry::StorageError.
    PreparedRun(const Order& order, CommandRunner& commands);
    ~PreparedRun();  // gives the lock back; removes the folder again if it was made here and nothing was launched
    PreparedRun(const PreparedRun&) = delete;
    PreparedRun& operator=(const PreparedRun&) = delete;

    // Absolute, whatever the process that trains has as its folder.
    const std::filesystem::path& run() const { return run_; }
    // With place, token, time, the earlier session.
    Ticket ticket(const Place& place, const Order& order) const;
    // Also where it is not known whether something has been launched (the place did not answer in time): the folder
    // stays.
    void launched() { launched_ = true; }
    void unlock();

    // "train <launch.yaml> --run-dir <run>" or "train --resume <run>", and the order's own arguments.
    std::vector<std::string> trainArguments(const Order& order) const;

private:
    void lock();
    void refuseIfRunning(const Order& order, CommandRunner& commands) const;

    std::filesystem::path run_;
    std::string earlierSession_;
    bool made_ = false, launched_ = false;
    int lock_ = -1;
};

// The isonet to execute: that of the order, or the one next to this program. Throws LaunchError if there is none.
std::filesystem::path programOf(const Order& order);
std::string programVersion();

}  // namespace isonet::launch
