// Turns Ctrl-C and SIGTERM into a stop request: the first one requests a clean stop, the second one exits immediately.
#pragma once

#include <stop_token>
#include <thread>

namespace isonet::cli {

// Construct it before any other thread starts (threads inherit the blocked signals). One at a time.
class Interrupt {
public:
    Interrupt();
    ~Interrupt();
    Interrupt(const Interrupt&) = delete;
    Interrupt& operator=(const Interrupt&) = delete;
    std::stop_token token() const { return source_.get_token(); }

private:
    std::stop_source source_;
    std::jthread waiter_;
};

}  // namespace isonet::cli
