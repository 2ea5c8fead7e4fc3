// Ctrl-C and SIGTERM as a stop request: the first asks the work to stop cleanly, the second ends the process at once.
#pragma once

#include <stop_token>
#include <thread>

namespace isonet::cli {

// Make one before any other thread starts (they inherit the blocked signals). One at a time.
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
