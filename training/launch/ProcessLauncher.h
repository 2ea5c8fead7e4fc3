// Runs as processes of this machine that survive the process that launches them.
#pragma once

#include <filesystem>
#include <vector>

#include "training/launch/Launcher.h"
#include "training/launch/SupervisorOrder.h"

namespace isonet::launch {

class PreparedRun;

// One process: `isonet train` with a supervisor (Supervisor.h).
class ProcessLauncher : public Launcher {
public:
    ProcessLauncher(Place place, CommandRunner& commands);
    Ticket launch(const Order& order) override;
    JobReport look(const Ticket& ticket, const std::filesystem::path& run) override;
    void cancel(const Ticket& ticket, const std::filesystem::path& run) override;

protected:
    // Throws LaunchError.
    virtual std::vector<RankOrder> ranks(const Order& order, const PreparedRun& run) const;
    const Place& place() const { return place_; }

private:
    const Place place_;
    CommandRunner& commands_;
};

}  // namespace isonet::launch
