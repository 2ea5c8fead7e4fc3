// Errors of process groups.
#pragma once

#include <stdexcept>

namespace isonet::distributed {

// The ranks could not connect: exit code 3. what() names the address, the timeout and the remedy.
class RendezvousError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// Another rank exited or stopped responding: what() names it, its machine and its last message.
class PeerError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

}  // namespace isonet::distributed
