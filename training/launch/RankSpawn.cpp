#include "training/launch/RankSpawn.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "training/launch/SpawnSettings.h"

namespace isonet::launch {
namespace {

// They make a process one of a group, see training/engine/distributed/Launch.h.
constexpr std::array<std::string_view, 10> kGroupVariables{
    "RANK",        "WORLD_SIZE",   "LOCAL_RANK",    "LOCAL_WORLD_SIZE",     "MASTER_ADDR",
    "MASTER_PORT", "SLURM_PROCID", "SLURM_LOCALID", "SLURM_STEP_NUM_TASKS", "TORCHELASTIC_USE_AGENT_STORE"};

std::string_view nameOf(std::string_view variable) {
    return variable.substr(0, variable.find('='));
}

std::vector<std::string> environmentOf(const RankOrder& order) {
    std::vector<std::string> all = order.environment;
    for (const std::string& variable : ownEnvironment()) {
        const std::string_view name = nameOf(variable);
        const bool given = std::ranges::any_of(order.environment, [&](const auto& own) { return nameOf(own) == name; });
        if (!given && std::ranges::find(kGroupVariables, name) == kGroupVariables.end())
            all.push_back(variable);
    }
    return all;
}

}  // namespace

int spawnRank(const RankOrder& order, int output, pid_t& process) {
    SpawnSettings settings;
    settings.open(STDIN_FILENO, "/dev/null", O_RDONLY);
    settings.duplicate(output, STDOUT_FILENO);
    settings.duplicate(output, STDERR_FILENO);
    const int error = settings.start(order.arguments, environmentOf(order), process);
    if (error != 0)
        process = -1;
    return error;
}

}  // namespace isonet::launch
