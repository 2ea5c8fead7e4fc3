#include "training/engine/loop/StepClock.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace isonet::training {
namespace {

constexpr double memorySeconds = 10;

}  // namespace

void StepClock::start(Clock::time_point now) {
    trained_ = trainedSeconds(now);
    counted_ = now;
    last_ = now;
    running_ = true;
    waiting_ = 0;
}

void StepClock::step(std::int64_t images, Clock::time_point now) {
    if (!running_)
        return;
    const double seconds = std::chrono::duration<double>(now - last_).count();
    last_ = now;
    const double waiting = std::min(std::exchange(waiting_, 0.0), seconds);
    if (!warm_) {
        warm_ = true;
        return;
    }
    const double keep = std::exp(-seconds / memorySeconds);
    images_ = images_ * keep + static_cast<double>(images);
    seconds_ = seconds_ * keep + seconds;
    steps_ = steps_ * keep + 1;
    waited_ = waited_ * keep + waiting;
}

void StepClock::stop(Clock::time_point now) {
    trained_ = trainedSeconds(now);
    running_ = false;
}

double StepClock::trainedSeconds(Clock::time_point now) const {
    return trained_ + (running_ && holds_ == 0 ? std::chrono::duration<double>(now - counted_).count() : 0.0);
}

void StepClock::hold(Clock::time_point now) {
    trained_ = trainedSeconds(now);
    ++holds_;
}

void StepClock::release(Clock::time_point now) {
    --holds_;
    counted_ = now;
}

double StepClock::imagesPerSecond() const {
    return seconds_ > 0 ? images_ / seconds_ : 0;
}

double StepClock::secondsPerStep() const {
    return steps_ > 0 ? seconds_ / steps_ : 0;
}

double StepClock::dataWaitPerStep() const {
    return steps_ > 0 ? waited_ / steps_ : 0;
}

double StepClock::dataWaitShare() const {
    return seconds_ > 0 ? waited_ / seconds_ : 0;
}

double StepClock::secondsLeft(std::int64_t steps, std::int64_t evaluations, std::int64_t evaluationImages) const {
    if (seconds_ <= 0)
        return steps == 0 && evaluations == 0 ? 0 : -1;
    // Before the first evaluation: assume that a forward pass takes a third of a training step.
    const double evaluation =
        evaluationSeconds_ >= 0 ? evaluationSeconds_ : static_cast<double>(evaluationImages) / (3 * imagesPerSecond());
    return static_cast<double>(steps) * secondsPerStep() + static_cast<double>(evaluations) * evaluation;
}

}  // namespace isonet::training
