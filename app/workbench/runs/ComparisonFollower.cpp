#include "app/workbench/runs/ComparisonFollower.h"

#include <QSet>
#include <algorithm>
#include <utility>
#include <variant>

namespace isonet::workbench {

namespace {

constexpr auto comparisonInterval = std::chrono::milliseconds(1000);
constexpr int restShare = 10;  // looking for new values takes at most a tenth of a core

bool isEmpty(const RunUpdate& update) {
    return update.batches.empty() && !update.history && !update.status;
}

}  // namespace

ComparisonFollower::ComparisonFollower(QObject* parent)
    : QObject(parent), poller_([this](const Target& target, const auto& stop) { return poll(target, stop); }) {
    qRegisterMetaType<RunUpdate>();
    poller_.setActive(true);
}

ComparisonFollower::~ComparisonFollower() = default;

void ComparisonFollower::follow(const QStringList& paths) {
    target_ = {paths, true};
    poller_.setTarget(target_);
}

void ComparisonFollower::setWatching(bool on) {
    poller_.setActive(on);
}

void ComparisonFollower::setReading(bool on) {
    target_.reading = on;
    poller_.setTarget(target_);
}

// One piece at a time, so that a change of the target takes effect at once.
std::chrono::milliseconds ComparisonFollower::poll(const Target& target, const std::stop_token& stop) {
    constexpr std::chrono::milliseconds atOnce{0};
    if (target.paths != paths_) {
        take(target.paths);
        if (!sendProgress(stop))
            return comparisonInterval;
    }
    if (target.reading && !unread_.empty())
        return readNext(stop) ? atOnce : comparisonInterval;
    const auto began = std::chrono::steady_clock::now();
    for (const auto& path : std::as_const(paths_)) {
        auto& run = followed_[path];
        if (run.wasRead && !send(run.reader->readNew(), stop))
            break;
    }
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
    return std::max(comparisonInterval, restShare * took);
}

void ComparisonFollower::take(const QStringList& paths) {
    paths_ = paths;
    const QSet<QString> kept(paths.begin(), paths.end());
    std::erase_if(followed_, [&](const auto& entry) { return !kept.contains(entry.first); });
    unread_.clear();
    for (const auto& path : paths)
        if (!followed_[path].wasRead)
            unread_.push_back(path);
}

// False: stop.
bool ComparisonFollower::readNext(const std::stop_token& stop) {
    auto& run = followed_[unread_.front()];
    if (!run.reader)
        run.reader = std::make_unique<RunReader>(unread_.front());
    RunUpdate update = run.reader->readNew();
    const bool atEnd = update.atEnd;
    if (!send(std::move(update), stop))
        return false;
    if (!atEnd)
        return true;
    run.wasRead = true;
    unread_.pop_front();
    return sendProgress(stop);
}

bool ComparisonFollower::send(RunUpdate update, const std::stop_token& stop) {
    for (auto& batch : update.batches)
        std::erase_if(batch.records, [](const telemetry::Record& record) {
            return std::holds_alternative<telemetry::Histogram>(record.value);
        });
    if (isEmpty(update))
        return !stop.stop_requested();
    return gate_.send([this, update = std::move(update)] { Q_EMIT updated(update); }, stop);
}

bool ComparisonFollower::sendProgress(const std::stop_token& stop) {
    const int all = int(paths_.size()), read = all - int(unread_.size());
    return gate_.send([this, read, all] { Q_EMIT progressed(read, all); }, stop);
}

}  // namespace isonet::workbench
