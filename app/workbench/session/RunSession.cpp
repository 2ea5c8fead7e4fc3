#include "app/workbench/session/RunSession.h"

#include <QDir>
#include <QFileInfo>
#include <QSettings>
#include <utility>

#include "app/workbench/jobs/BackgroundRead.h"
#include "app/workbench/jobs/RunCommander.h"
#include "app/workbench/session/DraftDocument.h"
#include "app/workbench/session/Notices.h"
#include "app/workbench/session/RemoteRun.h"
#include "app/workbench/session/RunResumer.h"
#include "app/workbench/session/TrainingReports.h"
#include "widgets/common/Format.h"

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
      commander_(new RunCommander(this)),
      shown_(new ShownRun([this](const QString& path) { return worker_->isBusy() && worker_->path() == path; }, this)),
      reading_(new BackgroundRead(this)),
      resumer_(new RunResumer(*this, notices, this)),
      remote_(std::make_unique<RemoteRun>(*shown_, *commander_)) {
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
    connect(commander_, &RunCommander::answered, this, [this](const QString& run, const QString& message) {
        notices_.showStatus(tr("%1: %2").arg(runName(run), message), 8000);
        shown_->readNow();
    });
    connect(commander_, &RunCommander::refused, this, [this](const QString& run, const QString& problem) {
        notices_.warning(tr("%1 did not accept the command").arg(runName(run)), problem);
    });
}

RunSession::~RunSession() {
    // Their last signals must not reach a half-destroyed session.
    delete worker_;
    delete commander_;
    delete shown_;
    delete reading_;
    delete resumer_;
}

bool RunSession::isTrainingShown() const {
    return worker_->isBusy() && !shown_->isEmpty() && worker_->path() == shown_->path();
}

bool RunSession::isTrainedElsewhere() const {
    return !shown_->isEmpty() && !isTrainingShown() && trainedHere_ != shown_->path() && remote_->isLive();
}

CommandTarget RunSession::target() const {
    if (isTrainedElsewhere())
        return {shown_->path(), shown_->name(), false, true};
    if (!worker_->isBusy())
        return {};
    return {worker_->path(), trainingName(), true, isTrainingShown()};
}

const std::optional<config::RunConfig>& RunSession::steeredConfig() const {
    return isTrainedElsewhere() ? shown_->config() : trainingConfig_;
}

int RunSession::steeredEpoch() const {
    const auto& status = isTrainedElsewhere() ? shown_->status() : trainingStatus_;
    return status ? status->epoch : 0;
}

QString RunSession::trainingName() const {
    if (!worker_->isBusy())
        return {};
    if (!worker_->queue().isEmpty())
        return tr("Queue %1").arg(runName(worker_->queue()));
    return worker_->path().isEmpty() ? tr("A run") : runName(worker_->path());
}

QString RunSession::trainingNameInside() const {
    return worker_->isBusy() && worker_->queue().isEmpty() && worker_->path().isEmpty() ? tr("the run")
                                                                                        : trainingName();
}

void RunSession::show(const QString& folder) {
    // One path for one run, however it was written: the list, the worker and the follower compare paths.
    const QString path = folder.isEmpty() ? QString() : QDir::cleanPath(QFileInfo(folder).absoluteFilePath());
    if (path.isEmpty() || path == shown_->path())
        return;
    resumer_->cancel();
    notices_.dismiss();
    shown_->show(path);
}

void RunSession::showAndResume(const QString& folder) {
    show(folder);
    resumer_->resumeWhenRead(false);
}

void RunSession::showAndResumeAtPlace(const QString& folder) {
    show(folder);
    resumer_->resumeWhenRead(true);
}

void RunSession::showDraft() {
    shown_->clear();
}

void RunSession::showDraft(const config::RunConfig& config) {
    draft_.setConfig(config);
    showDraft();
}

void RunSession::runMoved(const QString& run, const QString& path) {
    if (shown_->path() == run)
        shown_->follow(path);
    Q_EMIT runsChanged();
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
    if (isTrainingShown() || isTrainedElsewhere())
        return tr(
            "The run shown is in progress. Choose \"New from this\" or \"Back to my experiment\" in the sidebar.");
    return draft_.problem();
}

QString RunSession::resumeProblem() const {
    if (shown_->isEmpty())
        return tr("No run is open. Choose one from the list of runs.");
    if (isTrainingShown())
        return worker_->isPaused() && !worker_->isStopping() ? QString() : tr("The run is already running.");
    if (isTrainedElsewhere())
        return remote_->resumeProblem();
    if (worker_->isBusy())
        return busyProblem();
    return shown_->resumeProblem();
}

QString RunSession::resumeFromProblem() const {
    if (isTrainingShown())
        return tr("The run is in progress. Stop it first.");
    if (isTrainedElsewhere())
        return tr("Another process is training the run. Stop it first.");
    const bool finished = shown_->status() && shown_->status()->state == RunState::Finished;
    return finished && !worker_->isBusy() ? shown_->noConfigReason() : resumeProblem();
}

QString RunSession::stopProblem() const {
    if (isTrainedElsewhere())
        return remote_->problem();
    if (!worker_->isBusy())
        return tr("No run is in progress.");
    return worker_->isStopping() ? tr("The run is stopping.") : QString();
}

QString RunSession::pauseProblem() const {
    if (const QString problem = stopProblem(); !problem.isEmpty())
        return problem;
    const bool paused = isTrainedElsewhere() ? remote_->isPaused() : worker_->isPaused();
    return paused ? tr("The run is paused.") : QString();
}

QString RunSession::steerProblem() const {
    if (isTrainedElsewhere())
        return remote_->steerProblem();
    if (!worker_->queue().isEmpty())
        return tr("The rows of a queue are trained as configured.");
    if (isTrainingShown())
        return {};
    return worker_->isBusy() ? tr("Another run is open.") : tr("No run is in progress here.");
}

void RunSession::start(const QString& runsFolder) {
    const QString problem = worker_->isBusy() ? busyProblem() : startProblem();
    if (!problem.isEmpty()) {
        notices_.warning(tr("Cannot start training"), problem);
        return;
    }
    notices_.dismiss();
    trainingStatus_.reset();
    showDraft();
    Q_EMIT aboutToStart();
    worker_->start(draft_.config(), runsFolder);
    notices_.showStatus(tr("Preparing the run…"));
    Q_EMIT changed();
}

void RunSession::pause() {
    if (!pauseProblem().isEmpty())
        return;
    if (isTrainedElsewhere())
        remote_->send(launch::Action::Pause);
    else
        pauseHere();
}

void RunSession::pauseHere() {
    worker_->pause();
    notices_.showStatus(tr("Pausing %1 after the current step.").arg(trainingNameInside()), 4000);
    Q_EMIT changed();
}

void RunSession::resume() {
    resumer_->resume();
}

void RunSession::resumeElsewhere() {
    remote_->send(launch::Action::Resume);
}

void RunSession::resumeHere() {
    worker_->resume();
    Q_EMIT changed();
}

void RunSession::stop() {
    if (!stopProblem().isEmpty())
        return;
    if (isTrainedElsewhere()) {
        remote_->send(launch::Action::Stop);
        notices_.showStatus(tr("Stopping %1…").arg(shown_->name()));
    } else {
        stopHere();
    }
}

void RunSession::stopHere() {
    if (!worker_->isBusy())
        return;
    worker_->stop();
    notices_.showStatus(tr("Stopping %1 after the current step and writing a checkpoint…").arg(trainingNameInside()));
    Q_EMIT changed();
}

void RunSession::requestCheckpoint() {
    if (isTrainedElsewhere()) {
        remote_->send(launch::Action::Checkpoint);
        return;
    }
    worker_->requestCheckpoint();
    notices_.showStatus(tr("Writing a checkpoint of %1 after the current step.").arg(trainingNameInside()), 4000);
}

QString RunSession::steer(const training::LiveSettings& settings) {
    const auto& config = steeredConfig();
    if (!config || !steerProblem().isEmpty())
        return {};
    const auto change = training::withSettings(*config, settings, steeredEpoch());
    if (!change.problems.empty())
        return QString::fromStdString(change.problems.front().message);
    if (isTrainedElsewhere())
        remote_->steer(settings);
    else
        worker_->change(settings);
    notices_.showStatus(tr("Takes effect at the next step."), 4000);
    return {};
}

void RunSession::offerToResume() {
    const QString path = QSettings().value(lastTrainedKey).toString();
    QSettings().remove(lastTrainedKey);
    if (!path.isEmpty())
        reportUnexpectedEnd(*reading_, notices_, path, [this, path] { showAndResume(path); });
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
    EndedTraining ended;
    ended.outcome = outcome;
    ended.name = outcome.path.isEmpty() ? shown_->name() : runName(outcome.path);
    ended.newExperiment = !outcome.removedRun.isEmpty() || shown_->isEmpty();
    ended.config = shown_->config().value_or(draft_.config());
    reportEnd(notices_, ended, [this](const config::RunConfig& config) { showDraft(config); });
    Q_EMIT changed();
}

void RunSession::shownRunUpdated(const QString& problem) {
    const QString& path = shown_->path();
    resumer_->shownRunRead();
    if (!shown_->isInUse() && !worker_->isBusy() && trainedHere_ == path)
        trainedHere_.clear();
    if (!problem.isEmpty() &&
        !(pauseReported_ && isTrainingShown()))  // what pauses the training has been reported already
        notices_.warning(tr("Part of this run cannot be read"), problem);
    if (isTrainedElsewhere() && inUseReportedFor_ != path) {
        inUseReportedFor_ = path;
        notices_.info(tr("Another process is training this run"), remote_->notice());
    } else if (!isTrainedElsewhere() && inUseReportedFor_ == path) {
        inUseReportedFor_.clear();
        notices_.dismissInfo();
    }
    Q_EMIT changed();
}

}  // namespace isonet::workbench
