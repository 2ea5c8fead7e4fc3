// A verb that many processes carry out together (training/engine/distributed).
#pragma once

#include <memory>
#include <string>

#include "training/config/RunConfig.h"
#include "training/engine/distributed/Group.h"

namespace isonet::cli {

// Where a launcher (torchrun, srun) started this process as one of many: meets the others. Null: it is alone. Throws
// std::invalid_argument (half an environment) and distributed::RendezvousError.
std::unique_ptr<distributed::Group> joinOthers(const distributed::Patience& patience);

// Throws config::ConfigError where the processes cannot share the batch evenly.
void checkShares(const config::RunConfig& config, const distributed::Group* group);

// Runs `body`; what it throws is told to the others, so that they end too.
template <typename Body>
int together(distributed::Group* group, Body body) {
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
