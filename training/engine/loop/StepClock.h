// Speed and remaining time of a run. Counts only the time between start() and stop(), without pauses and evaluations.
#pragma once

#include <chrono>
#include <cstdint>

namespace isonet::training {

class StepClock {
public:
    using Clock = std::chrono::steady_clock;

    void start(Clock::time_point now = Clock::now());
    void step(std::int64_t images, Clock::time_point now = Clock::now());
    void stop(Clock::time_point now = Clock::now());

    double imagesPerSecond() const;  // average of about the last ten seconds; 0 before the second step
    double secondsPerStep() const;
    void evaluationTook(double seconds) { evaluationSeconds_ = seconds; }
    // For the given numbers of steps and evaluations; -1: unknown.
    double secondsLeft(std::int64_t steps, std::int64_t evaluations, std::int64_t evaluationImages) const;

private:
    Clock::time_point last_{};
    bool running_ = false;
    bool warm_ = false;                            // skips the first step, with its allocations and benchmarking
    double images_ = 0, seconds_ = 0, steps_ = 0;  // exponentially decaying sums
    double evaluationSeconds_ = -1;
};

}  // namespace isonet::training
