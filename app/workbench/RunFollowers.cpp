#include "app/workbench/RunFollowers.h"

#include <QMetaObject>
#include <chrono>

namespace isonet::workbench {

RunFollowers::RunFollowers(QObject* parent)
    : QObject(parent), watch_(std::chrono::seconds(1), [this](const QStringList& paths, const std::stop_token& stop) {
          return look(paths, stop);
      }) {
    qRegisterMetaType<RunUpdate>();
    watch_.setWatching(true);
}

RunFollowers::~RunFollowers() = default;

void RunFollowers::follow(const QStringList& paths) {
    watch_.setPlace(paths);
}

void RunFollowers::setWatching(bool on) {
    watch_.setWatching(on);
}

bool RunFollowers::look(const QStringList& paths, const std::stop_token& stop) {
    std::erase_if(sources_, [&](const auto& entry) { return !paths.contains(entry.first); });
    bool more = false;
    for (const auto& path : paths) {
        auto& source = sources_[path];
        if (!source)
            source = std::make_unique<RunSource>(path);
        RunUpdate update = source->look();
        more = more || !update.atEnd;
        for (auto& batch : update.batches)
            std::erase_if(batch.records, [](const telemetry::Record& record) {
                return std::holds_alternative<telemetry::Histogram>(record.value);
            });
        const bool news = !update.batches.empty() || update.config || update.status;
        if (news && !send(std::move(update), stop))
            return false;
    }
    return more;
}

bool RunFollowers::send(RunUpdate update, const std::stop_token& stop) {
    {
        std::unique_lock lock(mutex_);
        taken_.wait(lock, stop, [this] { return !underWay_; });
        if (stop.stop_requested())
            return false;
        underWay_ = true;
    }
    QMetaObject::invokeMethod(
        this,
        [this, update = std::move(update)] {
            Q_EMIT updated(update);
            {
                const std::lock_guard lock(mutex_);
                underWay_ = false;
            }
            taken_.notify_all();
        },
        Qt::QueuedConnection);
    return true;
}

}  // namespace isonet::workbench
