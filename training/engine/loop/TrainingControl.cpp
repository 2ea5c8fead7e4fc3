#include "training/engine/loop/TrainingControl.h"

#include <utility>

namespace isonet::training {

void TrainingControl::answer(Outcomes TrainingControl::*waiting, bool done, const std::string& message) {
    Outcomes outcomes;
    {
        const std::lock_guard lock(mutex_);
        outcomes.swap(this->*waiting);
    }
    for (const Outcome& outcome : outcomes)
        outcome(done, message);
}

void TrainingControl::pause(Outcome outcome) {
    std::string still;
    {
        const std::lock_guard lock(mutex_);
        paused_ = true;
        still = still_;
        if (outcome && still.empty())
            pauses_.push_back(std::move(outcome));
    }
    if (outcome && !still.empty())
        outcome(true, still);
}

void TrainingControl::resume(const Outcome& outcome) {
    bool was = false;
    {
        const std::lock_guard lock(mutex_);
        was = std::exchange(paused_, false);
    }
    changed_.notify_all();
    answer(&TrainingControl::pauses_, false, "The run was resumed before it had paused.");
    if (outcome)
        outcome(true, was ? "Resumed." : "The run was not paused; it trains.");
}

bool TrainingControl::paused() const {
    const std::lock_guard lock(mutex_);
    return paused_;
}

void TrainingControl::requestCheckpoint(Outcome outcome) {
    {
        const std::lock_guard lock(mutex_);
        checkpoint_ = true;
        if (outcome)
            checkpoints_.push_back(std::move(outcome));
    }
    changed_.notify_all();
}

void TrainingControl::change(const LiveSettings& settings, Outcome outcome) {
    {
        const std::lock_guard lock(mutex_);
        settings_.merge(settings);
        if (outcome)
            changes_.push_back(std::move(outcome));
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

bool TrainingControl::waitWhilePaused(std::stop_token stop, std::chrono::milliseconds longest, bool takesChanges) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, stop, longest,
                      [&] { return !paused_ || checkpoint_ || (takesChanges && !settings_.empty()); });
    return paused_;
}

bool TrainingControl::takeCheckpointRequest() {
    const std::lock_guard lock(mutex_);
    const bool requested = checkpoint_;
    checkpoint_ = false;
    return requested;
}

bool TrainingControl::hasChange() const {
    const std::lock_guard lock(mutex_);
    return !settings_.empty();
}

void TrainingControl::checkpointDone(bool done, const std::string& message) {
    answer(&TrainingControl::checkpoints_, done, message);
}

void TrainingControl::changeDone(bool done, const std::string& message) {
    answer(&TrainingControl::changes_, done, message);
}

void TrainingControl::standsStill(const std::string& message) {
    {
        const std::lock_guard lock(mutex_);
        still_ = message;
    }
    if (!message.empty())
        answer(&TrainingControl::pauses_, true, message);
}

}  // namespace isonet::training
