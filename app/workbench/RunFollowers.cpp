#include "app/workbench/RunFollowers.h"

#include <QMetaObject>
#include <chrono>
#include <map>
#include <memory>

namespace isonet::workbench {

namespace {
constexpr auto interval = std::chrono::milliseconds(1000);
}

RunFollowers::RunFollowers(QObject* parent) : QObject(parent) {
    qRegisterMetaType<RunUpdate>();
    thread_ = std::jthread([this](std::stop_token stop) { work(std::move(stop)); });
}

RunFollowers::~RunFollowers() = default;  // jthread stops and joins

void RunFollowers::follow(const QStringList& paths) {
    {
        const std::lock_guard lock(mutex_);
        wanted_ = paths;
        woken_ = true;
    }
    changed_.notify_all();
}

void RunFollowers::setWatching(bool on) {
    {
        const std::lock_guard lock(mutex_);
        watching_ = on;
        woken_ = woken_ || on;
    }
    changed_.notify_all();
}

void RunFollowers::work(std::stop_token stop) {
    std::map<QString, std::unique_ptr<RunSource>> sources;
    bool more = false;
    while (!stop.stop_requested()) {
        QStringList wanted;
        {
            std::unique_lock lock(mutex_);
            if (!more)
                changed_.wait_for(lock, stop, interval, [&] { return woken_; });
            if (stop.stop_requested())
                return;
            woken_ = false;
            wanted = wanted_;
            if (!watching_) {
                more = false;
                continue;
            }
        }
        std::erase_if(sources, [&](const auto& entry) { return !wanted.contains(entry.first); });
        more = false;
        for (const auto& path : std::as_const(wanted)) {
            auto& source = sources[path];
            if (!source)
                source = std::make_unique<RunSource>(path);
            RunUpdate update = source->look();
            more = more || !update.atEnd;
            for (auto& batch : update.batches)
                std::erase_if(batch.records, [](const telemetry::Record& record) {
                    return std::holds_alternative<telemetry::Histogram>(record.value);
                });
            if (update.batches.empty() && !update.config && !update.status)
                continue;
            std::unique_lock lock(mutex_);
            changed_.wait(lock, stop, [&] { return !underWay_; });
            if (stop.stop_requested())
                return;
            underWay_ = true;
            lock.unlock();
            QMetaObject::invokeMethod(
                this,
                [this, update = std::move(update)] {
                    Q_EMIT updated(update);
                    {
                        const std::lock_guard taken(mutex_);
                        underWay_ = false;
                    }
                    changed_.notify_all();
                },
                Qt::QueuedConnection);
        }
    }
}

}  // namespace isonet::workbench
