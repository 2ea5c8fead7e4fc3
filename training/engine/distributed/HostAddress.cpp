#include "training/engine/distributed/HostAddress.h"

#include <netdb.h>
#include <netinet/in.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <system_error>

namespace isonet::distributed {
namespace {

bool isLoopback(const sockaddr* address) {
    if (address->sa_family == AF_INET)
        return ntohl(reinterpret_cast<const sockaddr_in*>(address)->sin_addr.s_addr) >> 24 == 127;
    const auto& v6 = reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr;
    return IN6_IS_ADDR_LOOPBACK(&v6) != 0;
}

HostAddress addressOf(const addrinfo& info) {
    HostAddress address;
    std::memcpy(&address.socket, info.ai_addr, info.ai_addrlen);
    address.length = info.ai_addrlen;
    std::array<char, NI_MAXHOST> text{};
    if (::getnameinfo(info.ai_addr, info.ai_addrlen, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) == 0)
        address.text = text.data();
    address.loopback = isLoopback(info.ai_addr);
    return address;
}

bool namesTheLoopback(const std::string& host) {
    return host == "localhost" || host.starts_with("127.") || host == "::1";
}

// The bound socket; -1 if this machine has no such address.
int tryToBind(const HostAddress& address, int port) {
    const int socket = ::socket(address.socket.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int reuse = 1;  // a port whose last connections are closing
    if (socket >= 0 && ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof reuse) == 0 &&
        ::bind(socket, reinterpret_cast<const sockaddr*>(&address.socket), address.length) == 0)
        return socket;
    const int error = errno;
    if (socket >= 0)
        ::close(socket);
    if (error == EADDRNOTAVAIL || error == EAFNOSUPPORT)
        return -1;
    throw std::runtime_error("port " + std::to_string(port) + " of " + address.text +
                             " cannot be opened: " + std::generic_category().message(error));
}

}  // namespace

std::vector<HostAddress> hostAddresses(const Launch& launch) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICSERV;
    addrinfo* found = nullptr;
    const int code = ::getaddrinfo(launch.address.c_str(), std::to_string(launch.port).c_str(), &hints, &found);
    if (code != 0)
        throw std::runtime_error("the host " + launch.address + " cannot be resolved: " +
                                 (code == EAI_SYSTEM ? std::generic_category().message(errno) : ::gai_strerror(code)));
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, &::freeaddrinfo);
    std::vector<HostAddress> addresses;
    for (const addrinfo* info = found; info != nullptr; info = info->ai_next)
        if (info->ai_family == AF_INET || info->ai_family == AF_INET6)
            addresses.push_back(addressOf(*info));
    if (addresses.empty())
        throw std::runtime_error("the host " + launch.address + " has no internet address");
    return addresses;
}

std::optional<ListeningPlace> bindTo(const std::vector<HostAddress>& addresses, const Launch& launch) {
    const bool here = launch.localWorld == launch.world || namesTheLoopback(launch.address);
    for (const HostAddress& address : addresses) {
        if (address.loopback && !here)
            return std::nullopt;
        if (const int socket = tryToBind(address, launch.port); socket >= 0)
            return ListeningPlace{address, socket};
    }
    return std::nullopt;
}

}  // namespace isonet::distributed
