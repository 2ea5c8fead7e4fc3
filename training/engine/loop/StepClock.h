// Speed and remaining time of a run, and how long it waits for its images. Counts only the time between start() and
// stop(), without pauses and evaluations.
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
    bool isRunning() const { return running_; }
    // Seconds for which the training thread waited for a batch of the next step.
    void waited(double seconds) { waiting_ += seconds; }

    // The time of training, from start() to stop() and without what lies between hold() and release(), such as the
    // writing of checkpoints. `seconds`: of earlier processes of the run.
    void setTrained(double seconds) { trained_ = seconds; }
    double trainedSeconds(Clock::time_point now = Clock::now()) const;
    void hold(Clock::time_point now = Clock::now());
    void release(Clock::time_point now = Clock::now());

    double imagesPerSecond() const;  // average of about the last ten seconds; 0 before the second step
    double secondsPerStep() const;
    // Averages of the same time. While a step waits for its batch, nothing new is queued on the device: a GPU may still
    // work off earlier steps, but over many steps a share near 1 means that the images are the bottleneck.
    double dataWaitPerStep() const;  // seconds; 0 before the second step
    double dataWaitShare() const;    // of the time of the steps, 0 to 1
    void evaluationTook(double seconds) { evaluationSeconds_ = seconds; }
    // For the given numbers of steps and evaluations; -1: unknown.
    double secondsLeft(std::int64_t steps, std::int64_t evaluations, std::int64_t evaluationImages) const;

private:
    Clock::time_point last_{};
    bool running_ = false;
    bool warm_ = false;                            // skips the first step, with its allocations and benchmarking
    double images_ = 0, seconds_ = 0, steps_ = 0;  // exponentially decaying sums
    double waiting_ = 0, waited_ = 0;              // seconds: since the last step, decaying sum
    double evaluationSeconds_ = -1;
    Clock::time_point counted_{};  // until when trained_ counts
    double trained_ = 0;
    int holds_ = 0;
};

// Holds a clock in a scope.
class ClockHold {
public:
    explicit ClockHold(StepClock& clock) : clock_(clock) { clock_.hold(); }
    ~ClockHold() { clock_.release(); }
    ClockHold(const ClockHold&) = delete;
    ClockHold& operator=(const ClockHold&) = delete;

private:
    StepClock& clock_;
};

}  // namespace isonet::training
