#include "model/base/FreePort.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <random>
#include <system_error>

namespace isonet::base {
namespace {

constexpr int kLowest = 10240;  // below are the ports of services
constexpr int kTries = 100;

// The port that was bound; 0: none, see errno. `port` 0: any.
int boundPort(int port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    const bool bound =
        socket >= 0 && ::bind(socket, generic, length) == 0 && ::getsockname(socket, generic, &length) == 0;
    const int error = errno;
    if (socket >= 0)
        ::close(socket);
    errno = error;
    return bound ? ntohs(address.sin_port) : 0;
}

// The first port that the system assigns to outgoing connections and to requests for any port.
int firstOfSystem() {
    std::ifstream range("/proc/sys/net/ipv4/ip_local_port_range");
    int first = 0;
    return range >> first ? first : 0;
}

}  // namespace

int freePort() {
    // At random, and none that the system assigns: another program hardly takes it before the caller listens on it.
    const int end = firstOfSystem();
    if (end > kLowest + kTries) {
        std::random_device random;
        std::uniform_int_distribution<int> choose(kLowest, end - 1);
        for (int i = 0; i < kTries; ++i)
            if (const int port = boundPort(choose(random)); port != 0)
                return port;
    }
    if (const int port = boundPort(0); port != 0)
        return port;
    throw std::system_error(errno, std::generic_category(), "cannot get a free port of 127.0.0.1");
}

}  // namespace isonet::base
