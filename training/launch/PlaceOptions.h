// key=value options of a place: one table for reading and writing. Private to Place.cpp.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "training/launch/Place.h"

namespace isonet::launch {

struct PlaceOption {
    std::string_view key;
    std::variant<std::string*, int*, std::vector<std::string>*> value;  // a list: the key may be repeated
    int lowest = 0, highest = 0;                                        // of a number
};
std::vector<PlaceOption> slurmOptions(SlurmOptions& slurm);
std::vector<PlaceOption> sshOptions(SshOptions& ssh);

// Throws std::invalid_argument naming `place`, the key and what is accepted.
void readOptions(std::string_view text, const std::vector<PlaceOption>& options, std::string_view place);
// Those that differ from the defaults.
std::string writeOptions(const std::vector<PlaceOption>& options);

}  // namespace isonet::launch
