#include "training/engine/distributed/Launch.h"

#include <charconv>
#include <cstdlib>
#include <stdexcept>

namespace isonet::distributed {
namespace {

constexpr int kMostRanks = 100000;
constexpr int kFirstPort = 20000, kPorts = 20000;  // for SLURM jobs; below the ephemeral ports

int number(const Variable& variable, const char* name, int lowest, int highest) {
    const auto text = variable(name);
    int value = 0;
    const char* end = text ? text->data() + text->size() : nullptr;
    const auto parsed = text ? std::from_chars(text->data(), end, value) : std::from_chars_result{};
    if (!text || parsed.ec != std::errc() || parsed.ptr != end || value < lowest || value > highest)
        throw std::invalid_argument(std::string(name) + " is " + (text ? "'" + *text + "'" : "not set") +
                                    "; accepted for a process of a group: " + std::to_string(lowest) + " to " +
                                    std::to_string(highest) +
                                    ". Start it with torchrun or srun, which set the variable.");
    return value;
}

int numberOr(const Variable& variable, const char* name, int lowest, int highest, int fallback) {
    return variable(name) ? number(variable, name, lowest, highest) : fallback;
}

std::string address(const Variable& variable) {
    const auto text = variable("MASTER_ADDR");
    if (!text || text->empty())
        throw std::invalid_argument(
            "MASTER_ADDR is not set; a process of a group needs the host name or address of rank 0. Start it with "
            "torchrun "
            "or srun, which set the variable.");
    return *text;
}

std::optional<Launch> torchLaunch(const Variable& variable) {
    Launch launch;
    launch.world = number(variable, "WORLD_SIZE", 1, kMostRanks);
    launch.rank = number(variable, "RANK", 0, launch.world - 1);
    if (launch.world == 1)
        return std::nullopt;
    launch.localWorld = numberOr(variable, "LOCAL_WORLD_SIZE", 1, launch.world, 1);
    launch.localRank = numberOr(variable, "LOCAL_RANK", 0, kMostRanks, 0);
    launch.address = address(variable);
    launch.port = number(variable, "MASTER_PORT", 1, 65535);
    launch.agentStore = variable("TORCHELASTIC_USE_AGENT_STORE").value_or("") == "True";
    launch.restarts = numberOr(variable, "TORCHELASTIC_RESTART_COUNT", 0, 1000000, 0);
    return launch;
}

std::optional<Launch> slurmLaunch(const Variable& variable) {
    Launch launch;
    launch.world = number(variable, "SLURM_STEP_NUM_TASKS", 1, kMostRanks);
    launch.rank = number(variable, "SLURM_PROCID", 0, launch.world - 1);
    if (launch.world == 1)
        return std::nullopt;
    launch.localRank = number(variable, "SLURM_LOCALID", 0, kMostRanks);
    // "4(x2),3": tasks on each node; the first number is enough to divide the cores.
    const std::string tasks = variable("SLURM_STEP_TASKS_PER_NODE").value_or("1");
    std::from_chars(tasks.data(), tasks.data() + tasks.size(), launch.localWorld);
    if (variable("MASTER_ADDR"))
        launch.address = address(variable);
    else if (const auto nodes = variable("SLURM_STEP_NODELIST"); nodes && !nodes->empty())
        launch.address = firstNode(*nodes);
    else
        throw std::invalid_argument(
            "neither SLURM_STEP_NODELIST nor MASTER_ADDR is set; one of them must name the host of rank 0. srun sets "
            "the "
            "first.");
    const int job = numberOr(variable, "SLURM_JOB_ID", 0, 2147483647, 0);
    const int step = numberOr(variable, "SLURM_STEP_ID", 0, 2147483647, 0);
    launch.port = numberOr(variable, "MASTER_PORT", 1, 65535, kFirstPort + (job % kPorts + step % kPorts) % kPorts);
    return launch;
}

}  // namespace

std::optional<std::string> environmentVariable(const char* name) {
    const char* value = std::getenv(name);
    return value ? std::optional<std::string>(value) : std::nullopt;
}

std::optional<Launch> readLaunch(const Variable& variable) {
    if (variable("RANK") || variable("WORLD_SIZE"))
        return torchLaunch(variable);
    // Only tasks of srun: a batch script has SLURM_PROCID too, but is a single process.
    if (variable("SLURM_PROCID") && variable("SLURM_STEP_NUM_TASKS"))
        return slurmLaunch(variable);
    return std::nullopt;
}

std::string firstNode(const std::string& list) {
    const std::size_t end = list.find_first_of(",[");
    if (end == std::string::npos || list[end] == ',')
        return list.substr(0, end);
    const std::size_t close = list.find(']', end);
    const std::size_t first = list.find_first_of(",-]", end + 1);
    std::string name = list.substr(0, end) + list.substr(end + 1, first - end - 1);
    if (close != std::string::npos) {
        const std::size_t rest = list.find_first_of(",[", close + 1);
        name += list.substr(close + 1, rest == std::string::npos ? rest : rest - close - 1);
    }
    return name;
}

}  // namespace isonet::distributed
