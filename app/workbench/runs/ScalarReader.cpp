#include "app/workbench/runs/ScalarReader.h"

#include <QSet>
#include <algorithm>
#include <utility>

#include "app/workbench/runs/ComparisonFollower.h"
#include "training/telemetry/Tags.h"

namespace isonet::workbench {
namespace {

constexpr widgets::RunDataLimits figureLimits{4000, 8, 4};

const std::vector<std::string>& readTags() {
    namespace tags = telemetry::tags;
    static const std::vector<std::string> all{tags::validationTop1, tags::boxAp, tags::trainTop1, tags::lossTotal};
    return all;
}

}  // namespace

ScalarReader::ScalarReader(QObject* parent) : QObject(parent), follower_(new ComparisonFollower(this)) {
    connect(follower_, &ComparisonFollower::updated, this, &ScalarReader::take);
    connect(follower_, &ComparisonFollower::progressed, this, &ScalarReader::progressed);
}

ScalarReader::~ScalarReader() {
    delete follower_;  // its last signals must not reach a half-destroyed reader
}

void ScalarReader::read(const QStringList& paths) {
    const QSet<QString> wanted(paths.begin(), paths.end());
    QStringList order;  // in the order of reading, so that the progress shows which ones are read
    for (const auto& path : std::as_const(paths_))
        if (wanted.contains(path))
            order.append(path);
    for (const auto& path : paths)
        if (!runs_.contains(path)) {
            order.append(path);
            auto& run = runs_[path];
            run.data = std::make_unique<widgets::RunData>();
            run.data->setLimits(figureLimits);
        }
    if (order == paths_)
        return;
    std::erase_if(runs_, [&](const auto& run) { return !wanted.contains(run.first); });
    paths_ = order;
    follower_->follow(paths_);
}

void ScalarReader::setWatching(bool on) {
    follower_->setWatching(on);
}

void ScalarReader::take(const RunUpdate& update) {
    const auto found = runs_.find(update.path);
    if (found == runs_.end())
        return;
    auto& run = found->second;
    for (const auto& batch : update.batches) {
        if (batch.restartStep)
            run.data->dropFrom(*batch.restartStep);
        std::vector<telemetry::Record> records;
        for (const auto& record : batch.records)
            if (std::ranges::find(readTags(), record.tag) != readTags().end())
                records.push_back(record);
        run.data->append(records);
    }
    run.wasRead = run.wasRead || update.atEnd;
    if (run.wasRead)
        Q_EMIT changed(update.path);
}

// Runs without values send no update.
void ScalarReader::progressed(int read) {
    for (const auto& path : paths_.mid(0, read))
        if (auto& run = runs_[path]; !run.wasRead) {
            run.wasRead = true;
            Q_EMIT changed(path);
        }
}

std::optional<std::map<std::string, double>> ScalarReader::values(const QString& path,
                                                                  const widgets::StatisticChoice& choice) const {
    const auto run = runs_.find(path);
    if (run == runs_.end() || !run->second.wasRead)
        return std::nullopt;
    std::map<std::string, double> all;
    for (const auto& tag : readTags())
        if (const auto* series = run->second.data->series(tag))
            if (const auto value = widgets::statisticOf(*series, tag, choice))
                all[tag] = *value;
    return all;
}

}  // namespace isonet::workbench
