// Wall-clock time of a run without its pauses, across resumes.
#pragma once

#include <chrono>

namespace isonet::training {

class RunTimer {
public:
    using Clock = std::chrono::steady_clock;

    // `secondsBefore`: time spent before the run was resumed.
    void start(double secondsBefore) {
        before_ = secondsBefore;
        started_ = Clock::now();
        paused_ = {};
    }
    void addPause(std::chrono::duration<double> pause) { paused_ += pause; }
    double seconds() const {
        return before_ + std::chrono::duration<double>(Clock::now() - started_ - paused_).count();
    }

private:
    double before_ = 0;
    Clock::time_point started_{};
    std::chrono::duration<double> paused_{};
};

}  // namespace isonet::training
