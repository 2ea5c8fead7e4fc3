// Commands that run in a process group (training/engine/distributed).
#pragma once

#include <memory>
#include <string>

#include "training/config/RunConfig.h"
#include "training/engine/distributed/Group.h"

namespace isonet::cli {

// Joins the process group if a launcher (torchrun, srun) started this process; null if it runs alone. Throws
// std::invalid_argument (incomplete environment) and distributed::RendezvousError.
std::unique_ptr<distributed::Group> joinGroup(const distributed::Timeouts& timeouts);

// Throws config::ConfigError if the batch cannot be divided evenly among the processes.
void checkGroup(const config::RunConfig& config, const distributed::Group* group);

// Runs `body`; an exception is reported to the other processes, so that they stop too.
template <typename Body>
int runInGroup(distributed::Group* group, Body body) {
    try {
        return body();
    } catch (const distributed::PeerError&) {
        throw;
    } catch (const std::exception& error) {
        if (group)
            group->fail(error.what());
        throw;
    }
}

}  // namespace isonet::cli
