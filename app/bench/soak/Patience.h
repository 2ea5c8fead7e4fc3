// Whether a program hangs. Time in which it could compute does not count, so that one that waits for a processor on a
// busy machine, or for the disk, is not mistaken for one that hangs.
#pragma once

#include <sys/types.h>

#include <chrono>

namespace isonet::benchmarks {

class Patience {
public:
    using Clock = std::chrono::steady_clock;
    // `idle`: for how long no thread of the process may be ready to run. This thread does not count.
    Patience(pid_t process, std::chrono::milliseconds idle);
    // Call it again and again while waiting. Also true after twenty times as long, whatever the process does.
    bool exhausted();

private:
    pid_t process_;
    Clock::duration allowed_, idle_{};
    Clock::time_point began_ = Clock::now(), seen_ = began_;
};

}  // namespace isonet::benchmarks
