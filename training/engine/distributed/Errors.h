// What goes wrong between processes.
#pragma once

#include <stdexcept>

namespace isonet::distributed {

// The ranks did not come together: exit code 3. what() names the address, the time waited and the remedy.
class RendezvousError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// Another rank ended or fell silent: what() names it, with its machine and what it last said.
class PeerError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

}  // namespace isonet::distributed
