#include "training/launch/CommandRunner.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <string_view>

#include "training/launch/Spawn.h"

namespace isonet::launch {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMostOutput = std::size_t{1} << 20;  // bytes

// Writing to a program that does not read fails, and does not end this process. (std::signal would change the whole
// process, which may have other threads.)
class BrokenPipesIgnored {
public:
    BrokenPipesIgnored() {
        sigemptyset(&pipe_);
        sigaddset(&pipe_, SIGPIPE);
        ::pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
    }
    ~BrokenPipesIgnored() {
        const timespec now{};
        if (!sigismember(&before_, SIGPIPE)) {
            while (::sigtimedwait(&pipe_, nullptr, &now) > 0)
                continue;
            ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
        }
    }
    BrokenPipesIgnored(const BrokenPipesIgnored&) = delete;
    BrokenPipesIgnored& operator=(const BrokenPipesIgnored&) = delete;

private:
    sigset_t pipe_{}, before_{};
};

// False at the end.
bool readSome(int descriptor, std::string& text) {
    std::array<char, 4096> chunk{};
    const ssize_t count = ::read(descriptor, chunk.data(), chunk.size());
    if (count < 0)
        return errno == EINTR || errno == EAGAIN;
    if (text.size() < kMostOutput)
        text.append(chunk.data(), static_cast<std::size_t>(count));
    return count > 0;
}

// False when there is nothing left to write.
bool writeSome(int descriptor, std::string_view& rest) {
    const ssize_t count = ::write(descriptor, rest.data(), rest.size());
    if (count < 0)
        return errno == EINTR || errno == EAGAIN;
    rest.remove_prefix(static_cast<std::size_t>(count));
    return !rest.empty();
}

// Moves data until both outputs are closed. False: it takes too long.
bool converse(SpawnedProcess& process, CommandResult& result, std::string_view input, Clock::time_point until) {
    const BrokenPipesIgnored ignored;
    ::fcntl(process.input(), F_SETFL, O_NONBLOCK);
    std::array<pollfd, 3> ends{pollfd{process.input(), POLLOUT, 0}, pollfd{process.output(), POLLIN, 0},
                               pollfd{process.errors(), POLLIN, 0}};
    const auto finish = [&](pollfd& end) { end.fd = -1; };
    const auto finishInput = [&] {
        process.closeInput();
        finish(ends[0]);
    };
    if (input.empty())
        finishInput();
    while (ends[1].fd >= 0 || ends[2].fd >= 0) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
        if (left <= 0)
            return false;
        if (::poll(ends.data(), ends.size(), static_cast<int>(std::min<long long>(left, 1'000'000))) < 0 &&
            errno != EINTR)
            return false;
        if (ends[0].fd >= 0 && ends[0].revents != 0 && !writeSome(ends[0].fd, input))
            finishInput();
        if (ends[1].fd >= 0 && ends[1].revents != 0 && !readSome(ends[1].fd, result.output))
            finish(ends[1]);
        if (ends[2].fd >= 0 && ends[2].revents != 0 && !readSome(ends[2].fd, result.errors))
            finish(ends[2]);
    }
    return true;
}

class SystemCommands : public CommandRunner {
public:
    CommandResult run(const std::vector<std::string>& arguments, std::chrono::milliseconds timeout,
                      const std::string& input) override {
        CommandResult result;
        SpawnedProcess process(arguments);
        if (process.error() != 0) {
            result.started = false;
            result.exitCode = 127;
            result.errors = std::strerror(process.error());
            return result;
        }
        result.timedOut = !converse(process, result, input, Clock::now() + timeout);
        if (result.timedOut)
            process.kill();
        result.exitCode = process.wait();
        return result;
    }
};

}  // namespace

CommandRunner& systemCommands() {
    static SystemCommands commands;
    return commands;
}

}  // namespace isonet::launch
