// Starts one process of a run for the supervisor.
#pragma once

#include <sys/types.h>

#include "training/launch/SupervisorOrder.h"

namespace isonet::launch {

// Input /dev/null, both outputs to `output`; a fresh environment for ranks: what is inherited from a launcher
// (torchrun, srun) is left out. Returns errno; 0: started.
int spawnRank(const RankOrder& order, int output, pid_t& process);

}  // namespace isonet::launch
