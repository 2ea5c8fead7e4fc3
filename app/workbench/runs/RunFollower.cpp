#include "app/workbench/runs/RunFollower.h"

#include <optional>
#include <utility>

namespace isonet::workbench {

namespace {

constexpr auto liveInterval = std::chrono::milliseconds(150);
constexpr auto finishedInterval = std::chrono::milliseconds(1000);

}  // namespace

struct RunFollower::Reading {
    std::uint64_t generation = 0;
    std::optional<RunReader> reader;  // none: no run is followed
    QString problem;                  // last reported
    bool inUse = false;               // last reported
};

RunFollower::RunFollower(QObject* parent)
    : QObject(parent),
      reading_(std::make_unique<Reading>()),
      poller_([this](const Target& target, const auto& stop) { return poll(target, stop); }) {
    qRegisterMetaType<RunUpdate>();
    poller_.setActive(true);
}

RunFollower::~RunFollower() = default;

void RunFollower::follow(const QString& path) {
    path_ = path;
    poller_.setTarget({path, ++generation_});
}

void RunFollower::wake() {
    poller_.pollNow();
}

std::chrono::milliseconds RunFollower::poll(const Target& target, const std::stop_token& stop) {
    if (reading_->generation != target.generation) {
        reading_ = std::make_unique<Reading>();
        reading_->generation = target.generation;
        if (!target.path.isEmpty())
            reading_->reader.emplace(target.path);
    }
    if (!reading_->reader)
        return finishedInterval;
    RunUpdate update = reading_->reader->readNew();
    const auto delay = !update.atEnd              ? std::chrono::milliseconds(0)
                       : reading_->reader->live() ? liveInterval
                                                  : finishedInterval;
    const bool newProblem = std::exchange(reading_->problem, update.problem) != update.problem;
    const bool newUse = std::exchange(reading_->inUse, update.inUse) != update.inUse;
    if (!newProblem)
        update.problem.clear();
    if (update.history || update.status || !update.batches.empty() || newProblem || newUse)
        gate_.send(
            [this, update = std::move(update), generation = target.generation] {
                if (generation == generation_)  // otherwise another run is followed by now
                    Q_EMIT updated(update);
            },
            stop);
    return delay;
}

}  // namespace isonet::workbench
