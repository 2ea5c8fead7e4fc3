#include "app/workbench/session/QueueController.h"

#include <QFileInfo>
#include <QSettings>

#include "app/workbench/jobs/BackgroundRead.h"
#include "app/workbench/session/Notices.h"
#include "app/workbench/session/RunSession.h"
#include "app/workbench/session/ScheduledQueues.h"
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
    : QObject(parent),
      session_(session),
      notices_(notices),
      scheduled_(new ScheduledQueues(this)),
      reading_(new BackgroundRead(this)),
      changing_(new BackgroundRead(this)) {
    connectScheduled();
    connect(&session_, &RunSession::changed, this, &QueueController::activityChanged);
    connect(session_.worker(), &TrainingWorker::queueEnded, this, &QueueController::ended);
}

const QString& QueueController::running() const {
    return session_.worker()->queue();
}

void QueueController::connectScheduled() {
    connect(scheduled_, &ScheduledQueues::changed, this, &QueueController::activityChanged);
    connect(scheduled_, &ScheduledQueues::rowsChanged, &session_, &RunSession::runsChanged);
    connect(scheduled_, &ScheduledQueues::message, this,
            [this](const QString& line) { notices_.showStatus(line, 8000); });
    connect(scheduled_, &ScheduledQueues::ended, this,
            [this](const QString& folder, QueueScheduler::End end, const QString& problem) {
                const QString name = runName(folder);
                if (end == QueueScheduler::End::Done) {
                    notices_.showStatus(tr("Queue %1 is finished.").arg(name), 15000);
                    Q_EMIT scheduledEnded(folder, {});
                } else if (end == QueueScheduler::End::Stopped) {
                    notices_.showStatus(tr("Queue %1 is stopped. Choose Resume to continue.").arg(name), 15000);
                } else if (end != QueueScheduler::End::Detached) {
                    const QString why = end == QueueScheduler::End::Failed
                                            ? tr("Rows have failed or were stopped. The tooltip of a row's outcome "
                                                 "says why; Retry in its menu lets it start again.")
                                            : problem;
                    notices_.error(tr("Queue %1 has ended").arg(name), why);
                    if (!pageVisible_)
                        notices_.addAction(tr("Show queue"), [this, folder] { Q_EMIT showRequested(folder); });
                    Q_EMIT scheduledEnded(folder, why);
                }
            });
}

QueueActivity QueueController::activity(const QString& folder, const widgets::QueuePlan& plan) const {
    QueueActivity activity;
    using Kind = QueueActivity::Kind;
    const auto* worker = session_.worker();
    const auto* scheduled = scheduled_->running(folder);
    if (scheduled || !plan.slots.isEmpty()) {
        activity.severalRows = true;
        if (scheduled)
            activity.kind = scheduled->isStopping() ? Kind::Stopping : plan.paused ? Kind::Holding : Kind::Running;
        else if (worker->isBusy() && worker->queue() == folder)
            activity.reasonNotToRun = tr("The queue is still running in this window. Stop it first.");
        if (activity.kind != Kind::Idle || !activity.reasonNotToRun.isEmpty() || scheduled)
            return activity;
    }
    if (!worker->isBusy())
        return activity;
    if (worker->queue() == folder)
        activity.kind = worker->isStopping()       ? Kind::Stopping
                        : worker->isPaused()       ? Kind::Paused
                        : worker->pausesAfterRow() ? Kind::PausesAfterRow
                                                   : Kind::Running;
    if (!activity.severalRows)
        activity.reasonNotToRun = session_.busyProblem();
    return activity;
}

void QueueController::slow(const QString& folder) {
    notices_.showStatus(tr("The disk of queue %1 does not answer yet…").arg(runName(folder)));
}

void QueueController::run(const QString& folder) {
    const auto* worker = session_.worker();
    if (worker->isBusy() && worker->queue() == folder) {
        runHere(folder);
        return;
    }
    const bool runs = scheduled_->running(folder) != nullptr;
    const auto look = [this, folder, runs]() -> BackgroundRead::Answer {
        if (!runs && !ScheduledQueues::isScheduled(folder))
            return [this, folder] { runHere(folder); };
        QString problem;
        try {
            ScheduledQueues::release(folder);
        } catch (const std::exception& e) {
            problem = QString::fromUtf8(e.what());
        }
        return [this, folder, problem] { runScheduled(folder, problem); };
    };
    changing_->start(look, [this, folder] { slow(folder); });
}

void QueueController::runScheduled(const QString& folder, const QString& problem) {
    if (!problem.isEmpty()) {
        notices_.error(tr("Cannot run the queue"), problem);
        return;
    }
    notices_.dismiss();
    scheduled_->run(folder);
    Q_EMIT session_.runsChanged();
}

void QueueController::runHere(const QString& folder) {
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

void QueueController::pause(const QString& folder, bool afterRow) {
    if (scheduled_->running(folder)) {
        const auto hold = [this, folder]() -> BackgroundRead::Answer {
            try {
                ScheduledQueues::hold(folder);
            } catch (const std::exception& e) {
                return [this, problem = QString::fromUtf8(e.what())] {
                    notices_.error(tr("The queue cannot be paused"), problem);
                };
            }
            return [this, folder] {
                notices_.showStatus(
                    tr("No further row of %1 is started. Rows that are running continue.").arg(runName(folder)), 10000);
                Q_EMIT session_.runsChanged();
            };
        };
        changing_->start(hold, [this, folder] { slow(folder); });
        return;
    }
    if (running() != folder)
        return;
    if (afterRow)
        session_.worker()->pauseAfterRow(true);
    else
        session_.worker()->pause();
    session_.refresh();
}

void QueueController::stop(const QString& folder) {
    if (scheduled_->running(folder))
        scheduled_->stop(folder);
    else if (running() == folder)
        session_.stopHere();
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
    const auto look = [this, folder]() -> BackgroundRead::Answer {
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
