#include "app/workbench/session/RunSession.h"

#include <QDir>
#include <QFileInfo>
#include <QSettings>
#include <filesystem>

#include "app/workbench/jobs/PatientRead.h"
#include "app/workbench/session/DraftDocument.h"
#include "app/workbench/session/Notices.h"
#include "training/engine/checkpoint/ResumePoint.h"
#include "widgets/common/Format.h"
#include "widgets/common/PathText.h"

namespace isonet::workbench {

using telemetry::RunState;

namespace {

// The run being trained: removed when it ends, so one that is left at the next start ended unexpectedly.
const QString lastTrainedKey = QStringLiteral("runs/trainedLast");

}  // namespace

RunSession::RunSession(DraftDocument& draft, Notices& notices, QObject* parent)
    : QObject(parent),
      draft_(draft),
      notices_(notices),
      worker_(new TrainingWorker(this)),
      shown_(new ShownRun([this](const QString& path) { return worker_->isBusy() && worker_->path() == path; }, this)),
      reading_(new PatientRead(this)) {
    connect(worker_, &TrainingWorker::configChanged, this, [this](const config::RunConfig& config) {
        trainingConfig_ = config;
        Q_EMIT trainingConfigChanged();
    });
    connect(worker_, &TrainingWorker::began, this, &RunSession::runBegan);
    connect(worker_, &TrainingWorker::statusChanged, this, &RunSession::takeStatus);
    connect(worker_, &TrainingWorker::message, this, [this](const QString& line) { notices_.showStatus(line, 8000); });
    connect(worker_, &TrainingWorker::ended, this, &RunSession::runEnded);
    connect(worker_, &TrainingWorker::rowBegan, this, &RunSession::rowBegan);
    connect(worker_, &TrainingWorker::rowEnded, this, &RunSession::announceRuns);
    connect(worker_, &TrainingWorker::queueEnded, this, &RunSession::trainingEnded);
    connect(shown_, &ShownRun::updated, this, &RunSession::shownRunUpdated);
    connect(shown_, &ShownRun::changed, this, &RunSession::changed);
}

RunSession::~RunSession() {
    // Their last signals must not reach a half-destroyed session.
    delete worker_;
    delete shown_;
    delete reading_;
}

bool RunSession::isTrainingShown() const {
    return worker_->isBusy() && !shown_->isEmpty() && worker_->path() == shown_->path();
}

bool RunSession::isTrainedElsewhere() const {
    return shown_->isInUse() && trainedHere_ != shown_->path();
}

QString RunSession::trainingName() const {
    if (!worker_->isBusy())
        return {};
    if (!worker_->queue().isEmpty())
        return tr("Queue %1").arg(runName(worker_->queue()));
    return worker_->path().isEmpty() ? tr("A run") : runName(worker_->path());
}

void RunSession::show(const QString& folder) {
    // One path for one run, however it was written: the list, the worker and the follower compare paths.
    const QString path = folder.isEmpty() ? QString() : QDir::cleanPath(QFileInfo(folder).absoluteFilePath());
    if (path.isEmpty() || path == shown_->path())
        return;
    resumeWhenRead_ = false;
    notices_.dismiss();
    shown_->show(path);
}

void RunSession::showAndResume(const QString& folder) {
    show(folder);
    resumeWhenRead_ = true;
}

void RunSession::showDraft() {
    shown_->clear();
}

void RunSession::showDraft(const config::RunConfig& config) {
    draft_.setConfig(config);
    showDraft();
}

void RunSession::forget(const QStringList& runs) {
    if (runs.contains(shown_->path()))
        showDraft();
    Q_EMIT runsChanged();
}

QString RunSession::busyProblem() const {
    return worker_->isBusy() ? tr("%1 is running. Stop it first.").arg(trainingName()) : QString();
}

QString RunSession::startProblem() const {
    if (worker_->isBusy())
        return worker_->path().isEmpty() && worker_->queue().isEmpty() ? tr("A run is being prepared.") : busyProblem();
    if (!shown_->isEmpty())
        return shown_->noConfigReason().isEmpty()
                   ? tr("A run is open. Choose \"New from this\" above its configuration to start a variation of it.")
                   : tr("A run is open. Choose \"Back to my experiment\" in the sidebar first.");
    return draft_.problem();
}

QString RunSession::resumeProblem() const {
    if (shown_->isEmpty())
        return tr("No run is open. Choose one from the list of runs.");
    if (isTrainingShown())
        return worker_->isPaused() && !worker_->isStopping() ? QString() : tr("The run is already running.");
    if (worker_->isBusy())
        return busyProblem();
    const auto& status = shown_->status();
    if (isTrainedElsewhere()) {
        const QString who =
            status ? tr(" (process %1 on %2)").arg(status->process).arg(QString::fromStdString(status->host))
                   : QString();
        return tr("%1 is in use by another process%2. It is shown live and can be resumed here once that process has "
                  "ended.")
            .arg(shown_->name(), who);
    }
    if (!status)
        return tr("The run's state is unknown.");
    if (!shown_->noConfigReason().isEmpty())
        return shown_->noConfigReason();
    if (status->state == RunState::Finished)
        return tr("The run is finished. Choose \"New from this\" to train a variation of it.");
    if (status->state == RunState::Diverged && !shown_->config())
        return tr("The run diverged, and its configuration cannot be read.");
    std::error_code error;
    if (status->state == RunState::Diverged &&
        !exists(std::filesystem::path(widgets::pathBytes(shown_->path())) / "checkpoints/latest.pt", error))
        return tr(
            "The run diverged before its first checkpoint. Choose \"New from this\" and lower the learning rate.");
    return {};
}

QString RunSession::resumeFromProblem() const {
    if (isTrainingShown())
        return tr("The run is in progress. Stop it first.");
    const bool finished = shown_->status() && shown_->status()->state == RunState::Finished;
    return finished && !worker_->isBusy() ? shown_->noConfigReason() : resumeProblem();
}

QString RunSession::stopProblem() const {
    if (!worker_->isBusy())
        return tr("No run is in progress.");
    return worker_->isStopping() ? tr("The run is stopping.") : QString();
}

QString RunSession::pauseProblem() const {
    if (const QString problem = stopProblem(); !problem.isEmpty())
        return problem;
    return worker_->isPaused() ? tr("The run is paused.") : QString();
}

QString RunSession::steerProblem() const {
    if (!worker_->queue().isEmpty())
        return tr("The rows of a queue are trained as configured.");
    if (isTrainingShown())
        return {};
    return worker_->isBusy() ? tr("Another run is open.") : tr("No run is in progress here.");
}

void RunSession::start(const QString& runsFolder) {
    if (const QString problem = startProblem(); !problem.isEmpty()) {
        notices_.warning(tr("Cannot start training"), problem);
        return;
    }
    notices_.dismiss();
    trainingStatus_.reset();
    Q_EMIT aboutToStart();
    worker_->start(draft_.config(), runsFolder);
    notices_.showStatus(tr("Preparing the run…"));
    Q_EMIT changed();
}

void RunSession::resume() {
    if (worker_->isPaused() && isTrainingShown()) {
        worker_->resume();
        Q_EMIT changed();
        return;
    }
    if (const QString problem = resumeProblem(); !problem.isEmpty()) {
        notices_.warning(tr("Cannot resume this run"), problem);
        return;
    }
    std::optional<config::RunConfig> changedConfig;
    if (shown_->status()->state == RunState::Diverged) {
        if (askHowToResume_)
            changedConfig = askHowToResume_(shown_->name(), *shown_->config(), *shown_->status());
        if (!changedConfig || !resumeProblem().isEmpty())
            return;
    }
    const auto checkpoints = training::storedCheckpoints(widgets::pathBytes(shown_->path()));
    if (!checkpoints.empty() && checkpoints.front() != "latest") {  // lost: never start over without asking
        resumeFromCheckpoint();
        return;
    }
    notices_.dismiss();
    trainingStatus_.reset();
    worker_->resumeRun(shown_->path(), changedConfig);
    notices_.showStatus(tr("Resuming from the last checkpoint…"));
    Q_EMIT changed();
}

void RunSession::resumeFromCheckpoint() {
    if (const QString problem = resumeFromProblem(); !problem.isEmpty()) {
        notices_.warning(tr("Cannot resume this run"), problem);
        return;
    }
    const QString run = shown_->path();
    if (training::storedCheckpoints(widgets::pathBytes(run)).empty()) {
        notices_.warning(tr("Cannot resume this run"), tr("The run has no checkpoint."));
        return;
    }
    const auto from = askWhereToResume_ ? askWhereToResume_(run) : std::nullopt;
    if (!from || shown_->path() != run || !resumeFromProblem().isEmpty())
        return;
    notices_.dismiss();
    trainingStatus_.reset();
    worker_->resumeRun(run, {}, *from);
    notices_.showStatus(tr("Resuming from %1…").arg(*from));
    Q_EMIT changed();
}

void RunSession::pause() {
    worker_->pause();
    notices_.showStatus(tr("Pausing after the current step."), 4000);
    Q_EMIT changed();
}

void RunSession::stop() {
    if (!stopProblem().isEmpty())
        return;
    worker_->stop();
    notices_.showStatus(tr("Stopping after the current step and writing a checkpoint…"));
    Q_EMIT changed();
}

void RunSession::requestCheckpoint() {
    worker_->requestCheckpoint();
    notices_.showStatus(tr("Writing a checkpoint after the current step."), 4000);
}

QString RunSession::steer(const training::LiveSettings& settings) {
    if (!worker_->isBusy() || !trainingConfig_)
        return {};
    const auto change =
        training::withSettings(*trainingConfig_, settings, trainingStatus_ ? trainingStatus_->epoch : 0);
    if (!change.problems.empty())
        return QString::fromStdString(change.problems.front().message);
    worker_->change(settings);
    notices_.showStatus(tr("Takes effect at the next step."), 4000);
    return {};
}

void RunSession::offerToResume() {
    const QString path = QSettings().value(lastTrainedKey).toString();
    QSettings().remove(lastTrainedKey);
    if (path.isEmpty())
        return;
    const auto look = [this, path]() -> PatientRead::Answer {
        const auto run = widgets::pathBytes(path);
        const auto status =
            telemetry::isRun(run) && !telemetry::isInUse(run) ? telemetry::readStatus(run) : std::nullopt;
        return [this, path, status] {
            if (status && status->state == RunState::Interrupted)
                offerToResume(path, *status);
        };
    };
    reading_->start(look, [] {});
}

void RunSession::offerToResume(const QString& path, const telemetry::RunStatus& status) {
    notices_.info(tr("%1 ended unexpectedly").arg(runName(path)),
                  tr("The workbench or the computer stopped during training, after %1 of %2 steps. Everything recorded "
                     "until then is kept.")
                      .arg(widgets::formatCount(status.step), widgets::formatCount(status.steps)));
    notices_.addAction(tr("Resume"), [this, path] { showAndResume(path); });
}

void RunSession::announceRuns() {
    shown_->readNow();
    Q_EMIT runsChanged();
    Q_EMIT changed();
}

void RunSession::runBegan(const QString& path) {
    trainedHere_ = path;
    QSettings().setValue(lastTrainedKey, path);
    show(path);
    announceRuns();
}

void RunSession::rowBegan(const QString& path) {
    trainedHere_ = path;
    trainingStatus_.reset();
    announceRuns();
}

void RunSession::takeStatus(const telemetry::RunStatus& status) {
    const bool pausedByItself = status.state == RunState::Paused && !status.message.empty();
    if (pausedByItself && !pauseReported_)
        notices_.warning(tr("%1 is paused").arg(runName(worker_->path())), QString::fromStdString(status.message));
    else if (pauseReported_ && !pausedByItself)
        notices_.dismiss();
    pauseReported_ = pausedByItself;
    trainingStatus_ = status;
    Q_EMIT trainingStatusChanged(worker_->path(), status);
    if (isTrainingShown())
        shown_->setStatus(status);
    Q_EMIT changed();
}

void RunSession::trainingEnded() {
    trainingConfig_.reset();
    announceRuns();
}

void RunSession::runEnded(const TrainingOutcome& outcome) {
    QSettings().remove(lastTrainedKey);
    if (!outcome.removedRun.isEmpty() && shown_->path() == outcome.removedRun)
        showDraft();
    trainingEnded();
    const QString name = outcome.path.isEmpty() ? shown_->name() : runName(outcome.path);
    const QString text =
        outcome.remedy.isEmpty() ? outcome.message : outcome.message + QLatin1Char('\n') + outcome.remedy;
    switch (outcome.state) {
        case RunState::Finished:
            notices_.showStatus(tr("%1 is finished.").arg(name), 15000);
            break;
        case RunState::Interrupted:
            notices_.showStatus(tr("%1 was stopped. Resume (F7) continues from its checkpoint.").arg(name), 15000);
            break;
        case RunState::Diverged:
            notices_.error(tr("%1 diverged").arg(name),
                           text + QLatin1Char('\n') +
                               tr("Resume (F7) continues from the last checkpoint with a smaller learning rate; \"New "
                                  "from this\" starts over with a smaller learning rate or a warm-up."));
            break;
        default:
            notices_.clearStatus();
            notices_.error(!outcome.path.isEmpty() ? tr("%1 failed").arg(name)
                           : !outcome.removedRun.isEmpty() || shown_->isEmpty()
                               ? tr("The run could not be started")
                               : tr("%1 could not be resumed").arg(name),
                           text);
            if (outcome.outOfMemory)
                offerSmallerBatch(outcome.batchThatFits);
    }
    Q_EMIT changed();
}

void RunSession::offerSmallerBatch(int batchThatFits) {
    auto config = shown_->config().value_or(draft_.config());
    if (config.run.batchSize <= 1)
        return;
    const bool known = batchThatFits > 0 && batchThatFits < config.run.batchSize;
    const int batch = known ? batchThatFits : (config.run.batchSize + 1) / 2;
    const int times = known ? config.run.batchSize / batch : 2;
    config.run.batchSize = batch;
    config.optimizer.accumulateBatches *= times;
    const QString what = known ? tr("New experiment with batch size %1, which is likely to fit, and %2 times the "
                                    "accumulation")
                               : tr("New experiment with batch size %1 and %2 times the accumulation");
    notices_.addAction(what.arg(batch).arg(times), [this, config] { showDraft(config); });
}

void RunSession::shownRunUpdated(const QString& problem) {
    const QString& path = shown_->path();
    if (resumeWhenRead_ && shown_->status() && shown_->config()) {
        resumeWhenRead_ = false;
        QMetaObject::invokeMethod(this, &RunSession::resume, Qt::QueuedConnection);
    }
    if (!shown_->isInUse() && !worker_->isBusy() && trainedHere_ == path)
        trainedHere_.clear();
    if (!problem.isEmpty())
        notices_.warning(tr("Part of this run cannot be read"), problem);
    if (isTrainedElsewhere() && inUseReportedFor_ != path) {
        inUseReportedFor_ = path;
        notices_.info(tr("Another process is training this run"), resumeProblem());
    } else if (!shown_->isInUse() && inUseReportedFor_ == path) {
        inUseReportedFor_.clear();
        notices_.dismissInfo();
    }
    Q_EMIT changed();
}

}  // namespace isonet::workbench
