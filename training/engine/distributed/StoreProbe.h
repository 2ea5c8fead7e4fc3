// Finds the store of a group before c10d connects to it: c10d's own client waits without limit for an answer, and takes
// twice its timeout where nothing listens.
#pragma once

#include <chrono>
#include <vector>

#include "training/engine/distributed/HostAddress.h"

namespace isonet::distributed {

// Waits until a store answers at one of the addresses, and returns that address. Throws std::runtime_error that says
// what is there instead: after `timeout`, or at once if another program answers.
HostAddress awaitStore(const std::vector<HostAddress>& addresses, std::chrono::milliseconds timeout);

}  // namespace isonet::distributed
