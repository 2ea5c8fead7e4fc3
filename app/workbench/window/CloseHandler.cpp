#include "app/workbench/window/CloseHandler.h"

#include <QDialog>
#include <QWidget>
#include <utility>

#include "app/workbench/jobs/RunCommander.h"
#include "app/workbench/session/JobsController.h"
#include "app/workbench/session/Notices.h"
#include "app/workbench/session/QueueController.h"
#include "app/workbench/session/RunSession.h"
#include "app/workbench/session/RunStarter.h"
#include "app/workbench/session/ScheduledQueues.h"
#include "app/workbench/session/WaitingRuns.h"
#include "app/workbench/window/CloseQuestion.h"
#include "app/workbench/window/RunQuestions.h"

namespace isonet::workbench {

CloseHandler::CloseHandler(QWidget* window, RunSession& session, QueueController& queues, JobsController& jobs,
                           RunStarter& starter, WaitingRuns& waiting, Notices& notices)
    : QObject(window),
      window_(window),
      session_(session),
      queues_(queues),
      jobs_(jobs),
      starter_(starter),
      waiting_(waiting),
      notices_(notices) {
    // Connected last, so that the others have reported before the window closes.
    connect(session_.worker(), &TrainingWorker::ended, this, [this](const TrainingOutcome& outcome) {
        // A run that has finished by itself meanwhile needs no process.
        if (!continuesQueue_ && outcome.state != telemetry::RunState::Interrupted)
            toBeContinued_.clear();
        closeIfRequested();
    });
    connect(session_.worker(), &TrainingWorker::queueEnded, this, &CloseHandler::closeIfRequested);
    connect(&session_.commander(), &RunCommander::launched, this, [this](const QString& run) {
        if (run == toBeContinued_)
            toBeContinued_.clear();
        else if (choice_ == CloseChoice::Stop)  // it was being started when the user was asked
            session_.commander().cancel(run);
        else if (asking_)
            startedMeanwhile_ += run;
    });
    connect(&session_.commander(), &RunCommander::launchFailed, this, [this] {
        if (choice_ == CloseChoice::Detach)
            giveUp();  // its reason is shown
    });
    connect(&session_.commander(), &RunCommander::refused, this, [this] {
        if (choice_ == CloseChoice::Stop && asked_)
            giveUp();
    });
    const auto closeIfIdle = [this] {
        if (choice_ != CloseChoice::Cancel && !session_.worker()->isBusy() && queues_.scheduled().all().isEmpty())
            window_->close();
    };
    connect(&session_.commander(), &RunCommander::idle, this, closeIfIdle);
    connect(&queues_.scheduled(), &ScheduledQueues::changed, this, closeIfIdle, Qt::QueuedConnection);
}

void CloseHandler::giveUp() {
    choice_ = CloseChoice::Cancel;
    waitingForRun_ = asked_ = false;
    toBeContinued_.clear();
    startedMeanwhile_.clear();
    waiting_.release();
}

void CloseHandler::closeIfRequested() {
    if (auto* question = window_->findChild<QDialog*>(QStringLiteral("abandonQuestion")))
        question->reject();  // closes the window
    else if (choice_ != CloseChoice::Cancel)
        window_->close();
}

bool CloseHandler::canDetach() const {
    const auto* worker = session_.worker();
    return !worker->isBusy() || (!worker->isStopping() && !(worker->queue().isEmpty() && worker->path().isEmpty()));
}

QStringList CloseHandler::outside() const {
    QStringList names;
    for (const auto& job : jobs_.outside(true))
        names += job.name;
    for (const QString& folder : queues_.scheduled().all())
        names += tr("Queue %1").arg(runName(folder));
    if (starter_.isLaunching())
        names += tr("A run that is being started");
    return names;
}

CloseChoice CloseHandler::ask() const {
    return askHowToClose(window_, {session_.trainingName(), outside(), canDetach()});
}

void CloseHandler::stopAndClose() {
    if (choice_ != CloseChoice::Cancel && session_.worker()->isBusy())
        return;
    choice_ = CloseChoice::Stop;
    asked_ = true;  // runs of other processes continue
    queues_.scheduled().detachAll();
    window_->close();
}

bool CloseHandler::mayClose() {
    const auto* worker = session_.worker();
    if (choice_ == CloseChoice::Cancel && (worker->isBusy() || !outside().isEmpty())) {
        asking_ = true;
        choice_ = ask();
        asking_ = false;
        if (choice_ == CloseChoice::Cancel)
            return false;
        starter_.cancelPending();
        waiting_.hold();
        continuesQueue_ = !worker->queue().isEmpty();
        if (worker->isBusy() && choice_ == CloseChoice::Detach)
            toBeContinued_ = continuesQueue_ ? worker->queue() : worker->path();
    }
    if (!stopHere())
        return false;
    if (choice_ == CloseChoice::Detach)
        return handOver();
    return choice_ != CloseChoice::Stop || stopOutside();
}

bool CloseHandler::stopHere() {
    auto* worker = session_.worker();
    if (!worker->isBusy() || (waitingForRun_ && askToAbandon(window_, session_.trainingName())))
        return true;
    waitingForRun_ = true;
    worker->stop();
    notices_.showStatus(tr("Closing after the current step and writing a checkpoint…"));
    session_.refresh();
    return false;
}

bool CloseHandler::handOver() {
    queues_.scheduled().detachAll();
    if (!toBeContinued_.isEmpty() && !asked_) {
        asked_ = true;
        notices_.showStatus(tr("Handing %1 over to a process…").arg(runName(toBeContinued_)));
        launch::Place place;
        place.kind = launch::PlaceKind::Process;
        if (continuesQueue_)
            session_.commander().continueQueue(toBeContinued_);
        else
            session_.commander().resume(place, toBeContinued_);
    }
    // Otherwise it closes once the process has been started and the threads of the queues have ended.
    return toBeContinued_.isEmpty() && !session_.commander().isBusy() && queues_.scheduled().all().isEmpty();
}

bool CloseHandler::stopOutside() {
    if (!asked_) {
        asked_ = true;
        for (const auto& job : jobs_.outside(true))
            if (!startedMeanwhile_.contains(job.run))
                jobs_.stop(job.run);
        for (const QString& run : std::exchange(startedMeanwhile_, {}))  // perhaps not found yet
            session_.commander().cancel(run);
        queues_.scheduled().stopAll();
        notices_.showStatus(tr("Closing when all runs have written a checkpoint…"));
    }
    return !session_.commander().isBusy() && queues_.scheduled().all().isEmpty();
}

}  // namespace isonet::workbench
