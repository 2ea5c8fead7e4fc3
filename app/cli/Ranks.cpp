#include "app/cli/Ranks.h"

#include "model/kernels/CudaPlugin.h"
#include "training/config/RunConfigYaml.h"

namespace isonet::cli {

std::unique_ptr<distributed::Group> joinGroup(const distributed::Timeouts& timeouts) {
    const auto launch = distributed::readLaunch();
    if (!launch)
        return nullptr;
    model::loadCuda();  // before the first use of torch
    return distributed::Group::join(*launch, timeouts);
}

void checkGroup(const config::RunConfig& config, const distributed::Group* group) {
    if (!group)
        return;
    std::vector<spec::Problem> problems;
    const int world = group->size(), batch = config.run.batchSize;
    if (batch % world != 0)
        problems.push_back(
            {"run.batch_size", "batch_size is " + std::to_string(batch) + " in total, which " + std::to_string(world) +
                                   " processes cannot share evenly; accepted: multiples of " + std::to_string(world) +
                                   ", such as " + std::to_string(std::max(1, (batch + world / 2) / world) * world)});
    if (!problems.empty())
        throw config::ConfigError(std::move(problems));
}

}  // namespace isonet::cli
