#include "app/workbench/runs/RunFollower.h"

#include <optional>
#include <utility>

namespace isonet::workbench {

namespace {

constexpr auto liveInterval = std::chrono::milliseconds(150);
constexpr auto finishedInterval = std::chrono::milliseconds(1000);

}  // namespace

struct RunFollower::Reading {
    explicit Reading(RunFollower* owner)
        : poller([this, owner](const Target& target, const auto& stop) { return owner->poll(*this, target, stop); }) {}

    // Poller's thread
    std::uint64_t generation = 0;
    std::optional<RunReader> reader;  // none: no run is followed
    QString problem;                  // last reported
    bool inUse = false;               // last reported
    // Last: stopped before the members it uses are destroyed
    FolderPoller<Target> poller;
};

RunFollower::RunFollower(QObject* parent) : QObject(parent) {
    qRegisterMetaType<RunUpdate>();
    startThread();
}

RunFollower::~RunFollower() = default;

void RunFollower::startThread() {
    readings_.push_back(std::make_unique<Reading>(this));
    readings_.back()->poller.setActive(true);
}

void RunFollower::follow(const QString& path) {
    path_ = path;
    readings_.remove_if([](const auto& reading) { return reading->poller.hasEnded(); });
    if (readings_.back()->poller.isPolling()) {  // perhaps without end
        readings_.back()->poller.leave();
        startThread();
    }
    readings_.back()->poller.setTarget({path, ++generation_});
}

void RunFollower::wake() {
    readings_.back()->poller.pollNow();
}

std::chrono::milliseconds RunFollower::poll(Reading& reading, const Target& target, const std::stop_token& stop) {
    if (reading.generation != target.generation) {
        reading.generation = target.generation;
        reading.reader.reset();
        reading.problem.clear();
        reading.inUse = false;
        if (!target.path.isEmpty())
            reading.reader.emplace(target.path);
    }
    if (!reading.reader)
        return finishedInterval;
    RunUpdate update = reading.reader->readNew();
    const auto delay = !update.atEnd            ? std::chrono::milliseconds(0)
                       : reading.reader->live() ? liveInterval
                                                : finishedInterval;
    const bool newProblem = std::exchange(reading.problem, update.problem) != update.problem;
    const bool newUse = std::exchange(reading.inUse, update.inUse) != update.inUse;
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
