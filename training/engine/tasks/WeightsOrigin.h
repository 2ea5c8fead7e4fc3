// Where the initial weights of a run came from; kept in its checkpoints and its environment.json.
#pragma once

#include <string>

namespace isonet::training {

struct WeightsOrigin {
    std::string file;      // absolute path
    std::string checksum;  // SHA-256 of the file
    bool operator==(const WeightsOrigin&) const = default;
};

}  // namespace isonet::training
