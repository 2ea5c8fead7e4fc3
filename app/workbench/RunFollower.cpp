#include "app/workbench/RunFollower.h"

#include <QMetaObject>
#include <chrono>

namespace isonet::workbench {

namespace {

constexpr auto liveInterval = std::chrono::milliseconds(150);
constexpr auto restInterval = std::chrono::milliseconds(1000);

}  // namespace

RunFollower::RunFollower(QObject* parent) : QObject(parent) {
    qRegisterMetaType<RunUpdate>();
    thread_ = std::jthread([this](std::stop_token stop) { work(std::move(stop)); });
}

RunFollower::~RunFollower() = default;  // jthread stops and joins

void RunFollower::follow(const QString& path) {
    path_ = path;
    {
        const std::lock_guard lock(mutex_);
        wanted_ = path;
        ++generation_;
        woken_ = true;
    }
    changed_.notify_all();
}

void RunFollower::wake() {
    {
        const std::lock_guard lock(mutex_);
        woken_ = true;
    }
    changed_.notify_all();
}

void RunFollower::work(std::stop_token stop) {
    std::unique_ptr<RunSource> source;
    std::uint64_t generation = 0;
    QString lastProblem;
    bool more = false, lastInUse = false;
    while (!stop.stop_requested()) {
        {
            std::unique_lock lock(mutex_);
            const auto interval = more                       ? std::chrono::milliseconds(0)
                                  : source && source->live() ? liveInterval
                                                             : restInterval;
            changed_.wait_for(lock, stop, interval, [&] { return woken_ || generation != generation_; });
            woken_ = false;
            if (stop.stop_requested())
                return;
            if (generation != generation_) {
                generation = generation_;
                lastProblem.clear();
                lastInUse = false;
                source = wanted_.isEmpty() ? nullptr : std::make_unique<RunSource>(wanted_);
            }
        }
        more = false;
        if (!source)
            continue;
        RunUpdate update = source->look();
        more = !update.atEnd;
        const bool news = update.config || update.status || !update.batches.empty() || update.problem != lastProblem ||
                          update.inUse != lastInUse;
        const bool sameProblem = update.problem == lastProblem;
        lastProblem = update.problem;
        lastInUse = update.inUse;
        if (sameProblem)
            update.problem.clear();
        if (news)
            send(std::move(update), generation, stop);
    }
}

void RunFollower::send(RunUpdate update, std::uint64_t generation, std::stop_token stop) {
    {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, stop, [&] { return !underWay_; });
        if (stop.stop_requested())
            return;
        if (generation != generation_)
            return;  // another run is wanted by now
        underWay_ = true;
    }
    QMetaObject::invokeMethod(
        this,
        [this, update = std::move(update), generation] {
            bool current = false;
            {
                const std::lock_guard lock(mutex_);
                underWay_ = false;
                current = generation == generation_;
            }
            changed_.notify_all();
            if (current)
                Q_EMIT updated(update);
        },
        Qt::QueuedConnection);
}

}  // namespace isonet::workbench
