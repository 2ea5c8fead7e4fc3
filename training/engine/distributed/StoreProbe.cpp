#include "training/engine/distributed/StoreProbe.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <torch/csrc/distributed/c10d/TCPStoreBackend.hpp>

namespace isonet::distributed {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kPause{100};     // between two attempts
constexpr milliseconds kAttempt{3000};  // at one of several addresses
constexpr std::uint32_t kNonce = 0x150E7;

class Socket {
public:
    explicit Socket(int family) : descriptor_(::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {}
    ~Socket() {
        if (descriptor_ >= 0)
            ::close(descriptor_);
    }
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    int get() const { return descriptor_; }
    // Whether it becomes ready for POLLIN or POLLOUT before `until`.
    bool waitFor(short events, Clock::time_point until) const {
        for (;;) {
            const auto left = std::chrono::ceil<milliseconds>(until - Clock::now()).count();
            pollfd entry{descriptor_, events, 0};
            const int ready = ::poll(&entry, 1, static_cast<int>(std::max<std::int64_t>(left, 0)));
            if (ready >= 0 || errno != EINTR)
                return ready > 0;
        }
    }

private:
    const int descriptor_;
};

// What the client of LibTorch's TCPStore sends first (TCPStoreBackend.hpp): the magic number, then a ping, which the
// store answers with the same number.
std::string greeting() {
    const auto number = [](std::uint32_t value) {
        std::array<char, sizeof value> bytes{};
        std::memcpy(bytes.data(), &value, sizeof value);
        return std::string(bytes.data(), bytes.size());
    };
    using c10d::detail::QueryType;
    return std::string(1, static_cast<char>(QueryType::VALIDATE)) + number(c10d::detail::validationMagicNumber) +
           std::string(1, static_cast<char>(QueryType::PING)) + number(kNonce);
}

// Empty once the store has answered; otherwise what is there instead. Throws std::runtime_error for another program.
std::string attempt(const HostAddress& address, Clock::time_point until) {
    const Socket socket(address.socket.ss_family);
    if (socket.get() < 0)
        return std::generic_category().message(errno);
    if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address.socket), address.length) != 0) {
        int error = errno;
        socklen_t length = sizeof error;
        if (error == EINPROGRESS && !socket.waitFor(POLLOUT, until))
            return "no connection";
        if (error == EINPROGRESS && ::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &length) != 0)
            error = errno;
        if (error != 0)
            return std::generic_category().message(error);
    }
    const std::string closed = "a program there closes each connection", hello = greeting();
    if (::send(socket.get(), hello.data(), hello.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(hello.size()))
        return closed;
    std::array<char, sizeof kNonce> answer{};
    for (std::size_t have = 0; have < answer.size();) {
        if (!socket.waitFor(POLLIN, until))
            return "a program accepts connections there but does not answer as rank 0 does";
        const ssize_t count = ::recv(socket.get(), answer.data() + have, answer.size() - have, 0);
        if (count <= 0)
            return closed;
        have += static_cast<std::size_t>(count);
    }
    if (std::memcmp(answer.data(), &kNonce, sizeof kNonce) != 0)
        throw std::runtime_error("another program answers there, not rank 0");
    return {};
}

}  // namespace

HostAddress awaitStore(const std::vector<HostAddress>& addresses, milliseconds timeout) {
    const auto end = Clock::now() + timeout;
    for (;;) {
        std::string found;
        for (const HostAddress& address : addresses) {
            const auto until = addresses.size() == 1 ? end : std::min(end, Clock::now() + kAttempt);
            const std::string instead = attempt(address, until);
            if (instead.empty())
                return address;
            if (found.find(instead) == std::string::npos)
                found += (found.empty() ? "" : "; ") + instead;
        }
        if (Clock::now() + kPause >= end)
            throw std::runtime_error(found + "; tried for " +
                                     std::to_string(std::chrono::round<std::chrono::seconds>(timeout).count()) +
                                     " seconds");
        std::this_thread::sleep_for(kPause);
    }
}

}  // namespace isonet::distributed
