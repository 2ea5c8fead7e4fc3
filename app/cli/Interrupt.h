// Turns Ctrl-C, SIGTERM and SIGHUP (a lost terminal) into a stop request: the first one requests a clean stop, the
// second one exits immediately. A signal that is ignored from the start, as by nohup, stays ignored. After the lifetime
// one more is ignored, so that the exit code says how the command ended. Output that is no longer read
// (train | head) is dropped instead of ending the process.
#pragma once

#include <csignal>
#include <stop_token>
#include <thread>

namespace isonet::cli {

// Construct it before any other thread starts (threads inherit the blocked signals). One at a time.
class Interrupt {
public:
    // AtOnce: for commands that store nothing, the first signal exits, too.
    enum class Stop { Clean, AtOnce };
    explicit Interrupt(Stop stop = Stop::Clean);
    ~Interrupt();
    Interrupt(const Interrupt&) = delete;
    Interrupt& operator=(const Interrupt&) = delete;
    std::stop_token token() const { return source_.get_token(); }

private:
    sigset_t signals_;
    void (*pipe_)(int);  // how SIGPIPE was handled before
    std::stop_source source_;
    std::jthread waiter_;
};

}  // namespace isonet::cli
