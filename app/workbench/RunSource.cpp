#include "app/workbench/RunSource.h"

#include <algorithm>

namespace isonet::workbench {

using telemetry::RunState;

RunSource::RunSource(const QString& path) : path_(path.toStdString()), name_(path), reader_(path_) {}

bool RunSource::live() const {
    return status_ && (status_->state == RunState::Preparing || status_->state == RunState::Running ||
                       status_->state == RunState::Paused);
}

RunUpdate RunSource::look(std::size_t bytes) {
    RunUpdate update;
    update.path = name_;
    std::error_code error;
    if (!std::filesystem::is_directory(path_, error)) {
        update.problem =
            QStringLiteral(
                "The run folder %1 is gone. If it was moved, choose its new place with File, Choose runs folder.")
                .arg(name_);
        update.atEnd = true;
        return update;
    }
    try {
        readFacts(update);
    } catch (const std::exception& e) {
        update.problem = QString::fromUtf8(e.what()).trimmed();
    }
    try {
        update.batches = reader_.poll(bytes);
    } catch (const std::exception& e) {
        if (update.problem.isEmpty())
            update.problem = QString::fromUtf8(e.what()).trimmed();
    }
    if (reader_.damagedFrames() > 0 && update.problem.isEmpty())
        update.problem =
            QStringLiteral("%1 damaged records in the event files of %2 are left out; all others are shown.")
                .arg(reader_.damagedFrames())
                .arg(name_);
    update.atEnd = update.batches.empty();
    if (!std::filesystem::exists(path_ / "config.yaml", error))
        readForeignFacts(update);
    return update;
}

void RunSource::readFacts(RunUpdate& update) {
    std::error_code error;
    const auto file = path_ / "config.yaml";
    const bool own = std::filesystem::exists(file, error);
    if (!own && !std::filesystem::exists(path_ / "status.json", error))
        return;
    update.inUse = telemetry::isInUse(path_);
    auto status = telemetry::readStatus(path_);
    if (status && (!status_ || status->updated != status_->updated || status->state != status_->state))
        update.status = status;
    if (status)
        status_ = status;
    const auto time = std::filesystem::last_write_time(file, error);
    if (own && !error && configTime_ != time) {
        configTime_ = time;  // one try for each version: a damaged file is told once
        update.config = telemetry::readConfig(path_);
    }
}

// Event files of another program: what they hold is all there is to know.
void RunSource::readForeignFacts(RunUpdate& update) {
    telemetry::RunStatus status = status_.value_or(telemetry::RunStatus{});
    status.state = RunState::Finished;
    status.message = "Made by another program";
    for (const auto& batch : update.batches)
        for (const auto& record : batch.records) {
            status.step = std::max(status.step, record.step);
            status.updated = std::max(status.updated, record.wallTime);
        }
    status.steps = status.step;
    if (!status_ || status.step != status_->step)
        update.status = status;
    status_ = status;
}

}  // namespace isonet::workbench
