#include "app/workbench/session/ShownRun.h"

#include <QFileInfo>

#include "widgets/common/Format.h"
#include "widgets/series/RunData.h"

namespace isonet::workbench {

using telemetry::RunState;

QString runName(const QString& run) {
    return widgets::shortRunName(QFileInfo(run).fileName());
}

ShownRun::ShownRun(std::function<bool(const QString&)> isTrainedHere, QObject* parent)
    : QObject(parent),
      isTrainedHere_(std::move(isTrainedHere)),
      follower_(new RunFollower(this)),
      data_(new widgets::RunData(this)) {
    connect(follower_, &RunFollower::updated, this, &ShownRun::take);
}

ShownRun::~ShownRun() {
    delete follower_;  // its last signal must not reach a half-destroyed object
}

void ShownRun::reset(const QString& path) {
    path_ = path;
    status_.reset();
    config_.reset();
    history_ = {};
    noConfigReason_.clear();
    foreign_ = inUse_ = inQueue_ = hasLatest_ = false;
    data_->clear();
    Q_EMIT changed();
    follower_->follow(path);
}

void ShownRun::show(const QString& path) {
    reset(path);
    Q_EMIT opened();
}

void ShownRun::follow(const QString& path) {
    reset(path);
}

void ShownRun::clear() {
    if (!isEmpty())
        reset({});
}

void ShownRun::setStatus(const telemetry::RunStatus& status) {
    status_ = status;
    data_->setStatus(status);
    Q_EMIT statusChanged();
}

void ShownRun::readNow() {
    follower_->wake();
}

void ShownRun::take(const RunUpdate& update) {
    if (update.path != path_)
        return;
    if (update.history) {
        history_ = *update.history;
        config_ = history_.inForce();
        data_->setConfig(*config_);
        Q_EMIT configRead();
    }
    if (update.noConfig != noConfigReason_) {
        noConfigReason_ = update.noConfig;
        foreign_ = update.foreign;
        Q_EMIT noConfigChanged();
    }
    if (update.status && !isTrainedHere_(path_))
        setStatus(*update.status);
    for (const auto& batch : update.batches) {
        if (batch.restartStep)
            data_->dropFrom(*batch.restartStep);
        data_->append(batch.records);
    }
    inUse_ = update.inUse;
    inQueue_ = update.inQueue;
    hasLatest_ = update.hasLatest;
    if (!update.batches.empty())
        Q_EMIT recorded(update.batches);
    Q_EMIT updated(update.problem);
}

QString ShownRun::resumeProblem() const {
    if (!status_)
        return tr("The run's state is unknown.");
    if (!noConfigReason_.isEmpty())
        return noConfigReason_;
    if (status_->state == RunState::Finished)
        return tr("The run is finished. Choose \"New from this\" to train a variation of it.");
    if (status_->state == RunState::Diverged && !config_)
        return tr("The run diverged, and its configuration cannot be read.");
    if (status_->state == RunState::Diverged && !hasLatest_)
        return tr(
            "The run diverged before its first checkpoint. Choose \"New from this\" and lower the learning rate.");
    return {};
}

}  // namespace isonet::workbench
