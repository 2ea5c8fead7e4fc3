#include "app/workbench/RunSource.h"

#include <algorithm>
#include <limits>
#include <utility>

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
        if (!configTime_)
            noConfig_ = QStringLiteral("The folder of this run is gone.");
        update.noConfig = noConfig_;
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
    if (update.foreign)
        readForeignFacts(update);
    update.noConfig = noConfig_;
    return update;
}

void RunSource::readFacts(RunUpdate& update) {
    std::error_code error;
    update.foreign = !std::filesystem::exists(path_ / "config.yaml", error) &&
                     !std::filesystem::exists(path_ / "status.json", error);
    if (update.foreign) {
        noConfig_ = QStringLiteral("Made by another program: there is no configuration to read or to start from.");
        return;
    }
    update.inUse = telemetry::isInUse(path_);
    auto status = telemetry::readStatus(path_);
    if (status && (!status_ || status->updated != status_->updated || status->state != status_->state))
        update.status = status;
    if (status)
        status_ = status;
    readConfig(update);
}

void RunSource::readConfig(RunUpdate& update) {
    std::error_code error;
    const auto time = std::filesystem::last_write_time(path_ / "config.yaml", error);
    if (error) {
        noConfig_ = QStringLiteral("The configuration of this run is missing: it has no config.yaml.");
        configTime_.reset();
    } else if (configTime_ != time) {
        configTime_ = time;  // one try for each version: a damaged file is told once
        noConfig_ = QStringLiteral("The configuration of this run, config.yaml, cannot be read.");
        update.config = telemetry::readConfig(path_);
        noConfig_.clear();
    }
}

// Event files of another program: what they hold is all there is to know.
void RunSource::readForeignFacts(RunUpdate& update) {
    namespace tags = telemetry::tags;
    const bool first = !status_;
    if (first) {
        status_.emplace();
        status_->state = RunState::Finished;
        status_->message = "Made by another program";
        status_->loss = std::numeric_limits<double>::quiet_NaN();
    }
    auto& status = *status_;
    const std::pair<const std::string*, double*> figures[] = {{&tags::lossTotal, &status.loss},
                                                              {&tags::trainTop1, &status.trainTop1},
                                                              {&tags::validationTop1, &status.validationTop1},
                                                              {&tags::imagesPerSecond, &status.imagesPerSecond}};
    for (const auto& batch : update.batches)
        for (const auto& record : batch.records) {
            begun_ = begun_ > 0 ? std::min(begun_, record.wallTime) : record.wallTime;
            status.step = std::max(status.step, record.step);
            status.updated = std::max(status.updated, record.wallTime);
            if (const auto* scalar = std::get_if<telemetry::Scalar>(&record.value))
                for (const auto& [tag, value] : figures)
                    if (record.tag == *tag)
                        *value = scalar->value;
        }
    status.steps = status.step;
    status.secondsElapsed = status.updated - begun_;
    if (first || !update.batches.empty())
        update.status = status;
}

}  // namespace isonet::workbench
