#include "app/workbench/runs/RunReader.h"

#include <QCoreApplication>
#include <algorithm>
#include <limits>
#include <utility>

#include "model/base/NotFound.h"
#include "training/sweeps/Queue.h"
#include "widgets/common/PathText.h"

namespace isonet::workbench {

using telemetry::RunState;

namespace {

QString readerText(const char* text) {
    return QCoreApplication::translate("RunReader", text);
}

}  // namespace

RunReader::RunReader(const QString& path) : path_(widgets::pathBytes(path)), name_(path), reader_(path_) {}

bool RunReader::live() const {
    return status_ && (status_->state == RunState::Preparing || status_->state == RunState::Running ||
                       status_->state == RunState::Paused);
}

RunUpdate RunReader::readNew(std::size_t bytes) {
    RunUpdate update;
    update.path = name_;
    std::error_code error;
    if (!std::filesystem::is_directory(path_, error)) {
        const std::string why = base::whyNotFound(path_, {});
        update.problem = why.empty() ? readerText(
                                           "The run folder %1 does not exist. If it was moved, choose its new location "
                                           "with File > Choose runs folder.")
                                           .arg(name_)
                                     : readerText("The run folder %1 %2.").arg(name_, QString::fromStdString(why));
        update.atEnd = true;
        if (!configTime_)
            noConfig_ = why.empty() ? readerText("The folder of this run does not exist.")
                                    : readerText("The folder of this run cannot be read.");
        update.noConfig = noConfig_;
        return update;
    }
    try {
        readStatusAndConfig(update);
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
        update.problem = readerText("Damaged records in the event files of %2 are skipped: %1.")
                             .arg(reader_.damagedFrames())
                             .arg(name_);
    update.atEnd = update.batches.empty();
    if (update.foreign)
        readForeignStatus(update);
    update.noConfig = noConfig_;
    return update;
}

void RunReader::readStatusAndConfig(RunUpdate& update) {
    std::error_code error;
    update.foreign = !std::filesystem::exists(path_ / "config.yaml", error) &&
                     !std::filesystem::exists(path_ / "status.json", error);
    if (update.foreign) {
        noConfig_ = readerText("Written by another program: no configuration to show or to start from.");
        return;
    }
    update.inUse = telemetry::isInUse(path_);
    if (!inQueue_)
        inQueue_ = sweeps::isQueue(path_.parent_path());
    update.inQueue = *inQueue_;
    update.hasLatest = std::filesystem::exists(path_ / "checkpoints/latest.pt", error);
    auto status = telemetry::readStatus(path_);
    if (status && (!status_ || status->updated != status_->updated || status->state != status_->state))
        update.status = status;
    if (status)
        status_ = status;
    readConfig(update);
}

void RunReader::readConfig(RunUpdate& update) {
    std::error_code error;
    const auto time = std::filesystem::last_write_time(path_ / "config.yaml", error);
    std::error_code none;
    auto changesTime = std::filesystem::last_write_time(path_ / "changes.yaml", none);
    if (none)
        changesTime = std::filesystem::file_time_type::min();
    if (error) {
        noConfig_ = error == std::errc::no_such_file_or_directory
                        ? readerText("The configuration of this run, config.yaml, is missing.")
                        : readerText("The configuration of this run, config.yaml, cannot be read.");
        configTime_.reset();
    } else if (configTime_ != time || changesTime_ != changesTime) {
        configTime_ = time;  // one attempt per version: a damaged file is reported once
        changesTime_ = changesTime;
        noConfig_ = readerText("The configuration of this run, config.yaml, cannot be read.");
        update.history.emplace().started = telemetry::readConfig(path_);
        noConfig_.clear();
        update.history = telemetry::readHistory(path_);
    }
}

// All that is known of a foreign run comes from its event files.
void RunReader::readForeignStatus(RunUpdate& update) {
    namespace tags = telemetry::tags;
    const bool first = !status_;
    if (first) {
        status_.emplace();
        status_->state = RunState::Finished;
        status_->message = "Written by another program";
        status_->loss = std::numeric_limits<double>::quiet_NaN();
    }
    auto& status = *status_;
    const std::pair<const std::string*, double*> readouts[] = {{&tags::lossTotal, &status.loss},
                                                               {&tags::trainTop1, &status.trainTop1},
                                                               {&tags::validationTop1, &status.validationTop1},
                                                               {&tags::imagesPerSecond, &status.imagesPerSecond}};
    for (const auto& batch : update.batches)
        for (const auto& record : batch.records) {
            begun_ = begun_ > 0 ? std::min(begun_, record.wallTime) : record.wallTime;
            status.step = std::max(status.step, record.step);
            status.updated = std::max(status.updated, record.wallTime);
            if (const auto* scalar = std::get_if<telemetry::Scalar>(&record.value))
                for (const auto& [tag, value] : readouts)
                    if (record.tag == *tag)
                        *value = scalar->value;
        }
    status.steps = status.step;
    status.secondsElapsed = status.updated - begun_;
    if (first || !update.batches.empty())
        update.status = status;
}

}  // namespace isonet::workbench
