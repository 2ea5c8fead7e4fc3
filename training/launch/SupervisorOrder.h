// What isonet-supervisor is to start, as text on its standard input: strings of any bytes, each ended by a 0 byte.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "training/launch/Ticket.h"

namespace isonet::launch {

struct RankOrder {
    std::string name = {};                      // "rank 1 (cuda:1)"; for messages
    std::vector<std::string> arguments = {};    // the program first
    std::vector<std::string> environment = {};  // NAME=value, in addition to what is inherited
};

struct SupervisorOrder {
    std::filesystem::path run;
    Ticket ticket;  // the supervisor adds its process and stores it
    std::vector<RankOrder> ranks;
};

std::string orderText(const SupervisorOrder& order);
// Throws std::invalid_argument.
SupervisorOrder orderOf(std::string_view text);

}  // namespace isonet::launch
