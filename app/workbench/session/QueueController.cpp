#include "app/workbench/session/QueueController.h"

#include <QFileInfo>
#include <QSettings>

#include "app/workbench/jobs/PatientRead.h"
#include "app/workbench/session/Notices.h"
#include "app/workbench/session/RunSession.h"
#include "training/sweeps/Queue.h"
#include "widgets/common/PathText.h"

namespace isonet::workbench {

using telemetry::RunState;
using widgets::QueueActivity;

namespace {

// The queue being run: removed when it ends, so one that is left at the next start ended unexpectedly.
const QString runningKey = QStringLiteral("experiments/running");

}  // namespace

QueueController::QueueController(RunSession& session, Notices& notices, QObject* parent)
    : QObject(parent), session_(session), notices_(notices), reading_(new PatientRead(this)) {
    connect(&session_, &RunSession::changed, this, &QueueController::activityChanged);
    connect(session_.worker(), &TrainingWorker::queueEnded, this, &QueueController::ended);
}

const QString& QueueController::running() const {
    return session_.worker()->queue();
}

QueueActivity QueueController::activity() const {
    QueueActivity activity;
    const auto* worker = session_.worker();
    if (worker->isBusy()) {
        activity.kind = worker->isStopping()       ? QueueActivity::Kind::Stopping
                        : worker->isPaused()       ? QueueActivity::Kind::Paused
                        : worker->pausesAfterRow() ? QueueActivity::Kind::PausesAfterRow
                                                   : QueueActivity::Kind::Running;
        activity.reasonNotToRun = session_.busyProblem();
    }
    return activity;
}

void QueueController::run(const QString& folder) {
    auto* worker = session_.worker();
    if (worker->isBusy()) {
        if (worker->queue() != folder) {
            notices_.warning(tr("Cannot run the queue"), session_.busyProblem());
            return;
        }
        worker->pauseAfterRow(false);
        worker->resume();
        session_.refresh();
        return;
    }
    notices_.dismiss();
    session_.forgetTrainingStatus();
    QSettings().setValue(runningKey, folder);
    worker->runQueue(folder);
    notices_.showStatus(tr("Preparing the first pending row…"), 8000);
    session_.refresh();
}

void QueueController::pause(bool afterRow) {
    if (afterRow)
        session_.worker()->pauseAfterRow(true);
    else
        session_.worker()->pause();
    session_.refresh();
}

void QueueController::stop() {
    session_.stop();
}

void QueueController::ended(const QString& folder, const TrainingOutcome& outcome) {
    QSettings().remove(runningKey);
    const QString name = runName(folder);
    switch (outcome.state) {
        case RunState::Finished:
            notices_.showStatus(tr("Queue %1 is finished.").arg(name), 15000);
            return;
        case RunState::Interrupted:
            notices_.showStatus(tr("Queue %1 is paused. Choose Resume to continue.").arg(name), 15000);
            return;
        default:
            break;
    }
    notices_.clearStatus();
    if (outcome.path.isEmpty())
        notices_.error(tr("Queue %1 could not continue").arg(name), outcome.message);
    else
        notices_.error(tr("%1: row %2 failed").arg(name, QFileInfo(outcome.path).fileName()),
                       outcome.message + QLatin1Char('\n') +
                           tr("Resume retries it from its last checkpoint. Remove the row with Delete if it cannot be "
                              "trained."));
    notices_.addAction(tr("Retry"), [this, folder] { run(folder); });
    if (!pageVisible_)
        notices_.addAction(tr("Show queue"), [this, folder] { Q_EMIT showRequested(folder); });
}

void QueueController::offerToResume() {
    const QString folder = QSettings().value(runningKey).toString();
    QSettings().remove(runningKey);
    if (folder.isEmpty())
        return;
    const auto look = [this, folder]() -> PatientRead::Answer {
        const auto path = widgets::pathBytes(folder);
        const bool ended = sweeps::isQueue(path) && !telemetry::isInUse(path);
        return [this, folder, ended] {
            if (ended)
                offerToResume(folder);
        };
    };
    reading_->start(look, [] {});
}

void QueueController::offerToResume(const QString& folder) {
    notices_.info(
        tr("Queue %1 ended unexpectedly").arg(runName(folder)),
        tr("The workbench or the computer stopped during training. Finished rows are kept; the interrupted row "
           "resumes from its checkpoint."));
    notices_.addAction(tr("Resume"), [this, folder] {
        Q_EMIT showRequested(folder);
        run(folder);
    });
}

}  // namespace isonet::workbench
