#include "app/workbench/session/ScheduledQueues.h"

#include <QStringList>

#include "training/scheduler/QueueState.h"
#include "widgets/common/PathText.h"

namespace isonet::workbench {

namespace {

scheduler::QueueState stateOf(const QString& folder) {
    try {
        return scheduler::readQueueState(widgets::pathBytes(folder));
    } catch (const std::exception&) {
        return {};  // the page says why it cannot be read
    }
}

}  // namespace

bool ScheduledQueues::isScheduled(const QString& folder) {
    return !stateOf(folder).slots.empty();
}

void ScheduledQueues::hold(const QString& folder) {
    scheduler::changeQueueState(widgets::pathBytes(folder), [](scheduler::QueueState& state) { state.paused = true; });
}

void ScheduledQueues::release(const QString& folder) {
    scheduler::changeQueueState(widgets::pathBytes(folder), [](scheduler::QueueState& state) {
        state.paused = false;
        state.allowAllRetries();
    });
}

void ScheduledQueues::run(const QString& folder) {
    if (running(folder))
        return;
    auto made = std::make_unique<QueueScheduler>(folder, program_);
    auto* queue = made.get();
    connect(queue, &QueueScheduler::rowStarted, this, &ScheduledQueues::rowsChanged);
    connect(queue, &QueueScheduler::rowEnded, this, &ScheduledQueues::rowsChanged);
    connect(queue, &QueueScheduler::message, this, &ScheduledQueues::message);
    connect(queue, &QueueScheduler::ended, this, [this, folder](QueueScheduler::End end, const QString& problem) {
        const auto found = running_.find(folder);
        if (found == running_.end())
            return;
        found->second.release()->deleteLater();
        running_.erase(found);
        Q_EMIT changed();
        Q_EMIT rowsChanged();
        Q_EMIT ended(folder, end, problem);
    });
    running_[folder] = std::move(made);
    queue->start();
    Q_EMIT changed();
}

void ScheduledQueues::stop(const QString& folder) {
    if (const auto found = running_.find(folder); found != running_.end())
        found->second->stop();
    Q_EMIT changed();
}

void ScheduledQueues::stopAll() {
    for (auto& [folder, queue] : running_)
        queue->stop();
    if (!running_.empty())
        Q_EMIT changed();
}

void ScheduledQueues::detachAll() {
    for (auto& [folder, queue] : running_)
        queue->detach();
}

const QueueScheduler* ScheduledQueues::running(const QString& folder) const {
    const auto found = running_.find(folder);
    return found == running_.end() ? nullptr : found->second.get();
}

QStringList ScheduledQueues::all() const {
    QStringList folders;
    for (const auto& each : running_)
        folders += each.first;
    return folders;
}

}  // namespace isonet::workbench
