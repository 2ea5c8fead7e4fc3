// How this process was started as one of many: by torchrun, which sets RANK, WORLD_SIZE, LOCAL_RANK, LOCAL_WORLD_SIZE,
// MASTER_ADDR and MASTER_PORT (PyTorch's env:// convention; anything else may set them too), or by SLURM's srun, which
// sets SLURM_PROCID and its relatives. No torch header.
#pragma once

#include <functional>
#include <optional>
#include <string>

namespace isonet::distributed {

struct Launch {
    int rank = 0, world = 1;
    int localRank = 0, localWorld = 1;  // among the processes of this machine
    std::string address;                // of the machine where the ranks meet
    int port = 0;
    // torchrun keeps the meeting point itself, and anew for each restart; otherwise rank 0 does.
    bool agentStore = false;
    int restarts = 0;
};

using Variable = std::function<std::optional<std::string>(const char* name)>;
std::optional<std::string> environmentVariable(const char* name);

// Nothing where this process is alone. Under srun the address is the job step's first node and the port follows from
// the job's number, unless MASTER_ADDR and MASTER_PORT say otherwise. Throws std::invalid_argument naming the variable
// that is missing or not possible, and what is accepted.
std::optional<Launch> readLaunch(const Variable& variable = environmentVariable);

// The first name of SLURM's node lists: "node[003-007,9],login1" -> "node003".
std::string firstNode(const std::string& list);

}  // namespace isonet::distributed
