// Addresses of the rendezvous host. No torch header.
#pragma once

#include <sys/socket.h>

#include <optional>
#include <string>
#include <vector>

#include "training/engine/distributed/Launch.h"

namespace isonet::distributed {

struct HostAddress {
    sockaddr_storage socket{};  // with the port
    socklen_t length = 0;
    std::string text;       // numeric, without the port: "10.0.0.7", "::1"
    bool loopback = false;  // 127.0.0.0/8 or ::1
};

// All addresses of `launch.address`, in the system's order of preference. Throws std::runtime_error that names the
// host if the system does not know it.
std::vector<HostAddress> hostAddresses(const Launch& launch);

struct ListeningPlace {
    HostAddress address;
    int socket = -1;  // bound, not yet listening; the caller closes it
};

// Binds the port on the interface of the first usable address, and on no other. Nothing if the port must be open on all
// interfaces: no address belongs to an interface of this machine (address translation), or the host's name is an alias
// of the loopback interface here (127.0.1.1 in /etc/hosts) while ranks run on other machines, which see another
// address. Throws std::runtime_error: the port is in use or not permitted.
std::optional<ListeningPlace> bindTo(const std::vector<HostAddress>& addresses, const Launch& launch);

}  // namespace isonet::distributed
