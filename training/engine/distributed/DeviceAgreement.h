// Which device each of several processes trains on. A pure function of what the processes see, so that all come to the
// same answer, or to the same error. No torch header.
#pragma once

#include <string>
#include <vector>

namespace isonet::distributed {

// What one rank sees; exchanged by all (Group::exchange).
struct RankDevices {
    std::string requested;          // run.device
    std::string host;               // for messages
    int localRank = 0;              // among the processes of its machine
    std::vector<std::string> gpus;  // model::deviceIdentities(): cuda:0, cuda:1, ... of this process
    std::string reason;             // why there is none
    bool operator==(const RankDevices&) const = default;
};

std::string toText(const RankDevices& rank);
RankDevices rankDevices(const std::string& text);  // throws std::invalid_argument

// The device of `rank`: "cpu", or "cuda:N" with N counted as that process sees its devices. Each GPU serves one rank:
// in the order of local ranks each takes the first that it sees and no other rank has, so that local rank 3 takes
// cuda:3 where all processes of a machine see the same GPUs, and every rank takes cuda:0 where each sees its own.
//
// Throws std::invalid_argument that names the ranks: without a GPU if others have one (auto) or all must (cuda), with
// none left, with another device than requested (cuda:N), or with different requests.
std::string agreedDevice(int rank, const std::vector<RankDevices>& ranks);

}  // namespace isonet::distributed
