#include "training/engine/loop/TrainingControl.h"

#include <utility>

namespace isonet::training {

void TrainingControl::pause() {
    const std::lock_guard lock(mutex_);
    paused_ = true;
}

void TrainingControl::resume() {
    {
        const std::lock_guard lock(mutex_);
        paused_ = false;
    }
    changed_.notify_all();
}

bool TrainingControl::paused() const {
    const std::lock_guard lock(mutex_);
    return paused_;
}

void TrainingControl::requestCheckpoint() {
    {
        const std::lock_guard lock(mutex_);
        checkpoint_ = true;
    }
    changed_.notify_all();
}

void TrainingControl::change(const LiveSettings& settings) {
    {
        const std::lock_guard lock(mutex_);
        settings_.merge(settings);
    }
    changed_.notify_all();
}

LiveSettings TrainingControl::takeChange() {
    const std::lock_guard lock(mutex_);
    return std::exchange(settings_, {});
}

void TrainingControl::waitWhilePaused(std::stop_token stop) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, stop, [this] { return !paused_; });
}

bool TrainingControl::waitWhilePaused(std::stop_token stop, std::chrono::milliseconds longest) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, stop, longest, [this] { return !paused_ || checkpoint_ || !settings_.empty(); });
    return paused_;
}

bool TrainingControl::takeCheckpointRequest() {
    const std::lock_guard lock(mutex_);
    const bool requested = checkpoint_;
    checkpoint_ = false;
    return requested;
}

}  // namespace isonet::training
