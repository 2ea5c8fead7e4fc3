// Reads how a launcher started this process as one of several: torchrun sets RANK, WORLD_SIZE, LOCAL_RANK,
// LOCAL_WORLD_SIZE, MASTER_ADDR and MASTER_PORT (PyTorch's env:// convention; other launchers may set them too),
// SLURM's srun sets SLURM_PROCID and related variables. No torch header.
#pragma once

#include <functional>
#include <optional>
#include <string>

namespace isonet::distributed {

struct Launch {
    int rank = 0, world = 1;
    int localRank = 0, localWorld = 1;  // among the processes of this machine
    std::string address;                // of the rendezvous host
    int port = 0;
    // torchrun hosts the store itself, a new one for each restart; otherwise rank 0 does.
    bool agentStore = false;
    int restarts = 0;
};

using Variable = std::function<std::optional<std::string>(const char* name)>;
std::optional<std::string> environmentVariable(const char* name);

// Nothing for a single process. Under srun the address is the first node of the job step and the port is derived from
// the job ID, unless MASTER_ADDR and MASTER_PORT are set. Throws std::invalid_argument naming the missing or invalid
// variable and the accepted values.
std::optional<Launch> readLaunch(const Variable& variable = environmentVariable);

// The first name of a SLURM node list: "node[003-007,9],login1" -> "node003".
std::string firstNode(const std::string& list);

}  // namespace isonet::distributed
