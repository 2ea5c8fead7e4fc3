#include "app/workbench/runs/ComparisonFollower.h"

#include <utility>
#include <variant>

namespace isonet::workbench {

namespace {

constexpr auto comparisonInterval = std::chrono::milliseconds(1000);

}  // namespace

ComparisonFollower::ComparisonFollower(QObject* parent)
    : QObject(parent), poller_([this](const QStringList& paths, const auto& stop) { return poll(paths, stop); }) {
    qRegisterMetaType<RunUpdate>();
    poller_.setActive(true);
}

ComparisonFollower::~ComparisonFollower() = default;

void ComparisonFollower::follow(const QStringList& paths) {
    poller_.setTarget(paths);
}

void ComparisonFollower::setWatching(bool on) {
    poller_.setActive(on);
}

std::chrono::milliseconds ComparisonFollower::poll(const QStringList& paths, const std::stop_token& stop) {
    std::erase_if(readers_, [&](const auto& entry) { return !paths.contains(entry.first); });
    bool more = false;
    for (const auto& path : paths) {
        auto& reader = readers_[path];
        if (!reader)
            reader = std::make_unique<RunReader>(path);
        RunUpdate update = reader->readNew();
        more = more || !update.atEnd;
        for (auto& batch : update.batches)
            std::erase_if(batch.records, [](const telemetry::Record& record) {
                return std::holds_alternative<telemetry::Histogram>(record.value);
            });
        if (update.batches.empty() && !update.history && !update.status)
            continue;
        if (!gate_.send([this, update = std::move(update)] { Q_EMIT updated(update); }, stop))
            return comparisonInterval;
    }
    return more ? std::chrono::milliseconds(0) : comparisonInterval;
}

}  // namespace isonet::workbench
