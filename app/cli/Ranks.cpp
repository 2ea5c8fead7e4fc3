#include "app/cli/Ranks.h"

#include "model/kernels/CudaPlugin.h"
#include "training/config/RunConfigYaml.h"

namespace isonet::cli {

std::unique_ptr<distributed::Group> joinOthers(const distributed::Patience& patience) {
    const auto launch = distributed::readLaunch();
    if (!launch)
        return nullptr;
    model::loadCuda();  // before torch is used at all
    return distributed::Group::join(*launch, patience);
}

void checkShares(const config::RunConfig& config, const distributed::Group* group) {
    if (!group)
        return;
    std::vector<spec::Problem> problems;
    const int world = group->size(), batch = config.run.batchSize;
    if (batch % world != 0)
        problems.push_back({"run.batch_size", "batch_size is " + std::to_string(batch) +
                                                  ", of all processes together, and " + std::to_string(world) +
                                                  " processes cannot share it evenly; accepted are multiples of " +
                                                  std::to_string(world) + ", such as " +
                                                  std::to_string(std::max(1, (batch + world / 2) / world) * world)});
    if (config.run.cudaGraph)
        problems.push_back({"run.cuda_graph", "cuda_graph is true, and " + std::to_string(world) +
                                                  " processes train together; accepted there: false"});
    if (!problems.empty())
        throw config::ConfigError(std::move(problems));
}

}  // namespace isonet::cli
