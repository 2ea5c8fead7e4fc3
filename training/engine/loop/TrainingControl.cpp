#include "training/engine/loop/TrainingControl.h"

#include <utility>

namespace isonet::training {

void TrainingControl::move(Outcomes& from, Outcomes& to) {
    for (Outcome& outcome : from)
        to.push_back(std::move(outcome));
    from.clear();
}

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
        still = halted_;
        if (outcome && still.empty())
            pauses_.push_back(std::move(outcome));
    }
    if (outcome && !still.empty())
        outcome(true, still);
}

void TrainingControl::resume(const Outcome& outcome) {
    bool was = false, ended = false;
    {
        const std::lock_guard lock(mutex_);
        was = std::exchange(paused_, false);
        ended = !was && std::exchange(stopAfterEpoch_, false);
    }
    changed_.notify_all();
    answer(&TrainingControl::pauses_, false, "The run was resumed before it had paused.");
    if (outcome)
        outcome(true, was     ? "Resumed."
                      : ended ? "The run does not stop after this epoch."
                              : "The run was not paused; it is training.");
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

void TrainingControl::requestEvaluation(Outcome outcome) {
    {
        const std::lock_guard lock(mutex_);
        evaluation_ = true;
        if (outcome)
            evaluations_.push_back(std::move(outcome));
    }
    changed_.notify_all();
}

void TrainingControl::stopAfterEpoch(bool on) {
    const std::lock_guard lock(mutex_);
    stopAfterEpoch_ = on;
}

bool TrainingControl::stopsAfterEpoch() const {
    const std::lock_guard lock(mutex_);
    return stopAfterEpoch_;
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
    move(changes_, takenChanges_);
    return std::exchange(settings_, {});
}

void TrainingControl::waitWhilePaused(std::stop_token stop) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, stop, [this] { return !paused_; });
}

bool TrainingControl::waitWhilePaused(std::stop_token stop, std::chrono::milliseconds longest, bool takesChanges) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, stop, longest,
                      [&] { return !paused_ || checkpoint_ || (takesChanges && (evaluation_ || !settings_.empty())); });
    return paused_;
}

bool TrainingControl::takeCheckpointRequest() {
    const std::lock_guard lock(mutex_);
    move(checkpoints_, takenCheckpoints_);
    return std::exchange(checkpoint_, false);
}

bool TrainingControl::takeEvaluationRequest() {
    const std::lock_guard lock(mutex_);
    move(evaluations_, takenEvaluations_);
    return std::exchange(evaluation_, false);
}

bool TrainingControl::hasEvaluationRequest() const {
    const std::lock_guard lock(mutex_);
    return evaluation_;
}

bool TrainingControl::hasChange() const {
    const std::lock_guard lock(mutex_);
    return !settings_.empty();
}

void TrainingControl::checkpointDone(bool done, const std::string& message) {
    answer(&TrainingControl::takenCheckpoints_, done, message);
}

void TrainingControl::evaluationDone(bool done, const std::string& message) {
    answer(&TrainingControl::takenEvaluations_, done, message);
}

void TrainingControl::changeDone(bool done, const std::string& message) {
    answer(&TrainingControl::takenChanges_, done, message);
}

void TrainingControl::setHalted(const std::string& message) {
    {
        const std::lock_guard lock(mutex_);
        halted_ = message;
    }
    if (!message.empty())
        answer(&TrainingControl::pauses_, true, message);
}

}  // namespace isonet::training
