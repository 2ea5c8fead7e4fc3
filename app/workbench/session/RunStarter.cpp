#include "app/workbench/session/RunStarter.h"

#include <utility>

#include "app/workbench/jobs/RunCommander.h"
#include "app/workbench/session/DraftDocument.h"
#include "app/workbench/session/Notices.h"
#include "app/workbench/session/RunFolders.h"
#include "app/workbench/session/RunPlaces.h"
#include "app/workbench/session/RunResumer.h"
#include "app/workbench/session/RunSession.h"
#include "app/workbench/session/WaitingRuns.h"
#include "training/config/RunConfigYaml.h"

namespace isonet::workbench {

using launch::PlaceKind;

RunStarter::RunStarter(RunSession& session, WaitingRuns& waiting, DraftDocument& draft, RunFolders& folders,
                       RunPlaces& places, Notices& notices, QObject* parent)
    : QObject(parent),
      session_(session),
      waiting_(waiting),
      draft_(draft),
      folders_(folders),
      places_(places),
      notices_(notices) {
    session_.resumer().setPlaced([this] { resume(); });
    connect(&places_, &RunPlaces::changed, this, &RunStarter::changed);
    connect(&session_.commander(), &RunCommander::launched, this, [this](const QString& run, int number) {
        if (launching_.erase(number) == 0)
            return;
        notices_.showStatus(tr("%1 has been started. It is listed under Jobs.").arg(runName(run)), 10000);
        session_.show(run);
        session_.shown().readNow();
        Q_EMIT session_.runsChanged();
        Q_EMIT changed();
    });
    connect(&session_.commander(), &RunCommander::launchFailed, this,
            [this](const QString& run, const QString& why, int number) {
                launching_.erase(number);
                notices_.clearStatus();
                notices_.error(run.isEmpty() ? tr("The run could not be started")
                                             : tr("%1 could not be resumed").arg(runName(run)),
                               why);
                Q_EMIT changed();
            });
    const auto startPending = [this] {
        if (const auto start = std::exchange(pending_, nullptr)) {
            start();
            waiting_.release();
        }
    };
    connect(session_.worker(), &TrainingWorker::ended, this, startPending, Qt::QueuedConnection);
    connect(session_.worker(), &TrainingWorker::queueEnded, this, startPending, Qt::QueuedConnection);
}

QString RunStarter::startProblem() const {
    return isLaunching() ? tr("A run is being started.") : session_.startProblem();
}

bool RunStarter::mayResumeBeside() const {
    const auto& shown = session_.shown();
    return !shown.isEmpty() && !session_.isTrainingShown() && !session_.isTrainedElsewhere() &&
           shown.resumeProblem().isEmpty() && shown.status()->state != telemetry::RunState::Diverged;
}

QString RunStarter::resumeProblem() const {
    if (!mayResumeBeside())
        return session_.resumeProblem();
    if (isLaunching())  // perhaps this one
        return tr("A run is being started.");
    return session_.worker()->isBusy() ? QString() : session_.resumeProblem();
}

QString RunStarter::draftName() const {
    return session_.shown().isEmpty() ? QString() : draft_.title();
}

QString RunStarter::startText() const {
    const QString where = RunPlaces::title(places_.kind());
    const QString what =
        session_.shown().isEmpty()
            ? tr("Train the experiment in the form. Where: %1.").arg(where)
            : tr("Train your experiment, %1, not the run shown. Where: %2.").arg(draft_.title(), where);
    return places_.kind() == PlaceKind::Here && session_.worker()->isBusy()
               ? what + tr(" %1 is running there: you choose whether to wait, to start beside it, or to stop it.")
                            .arg(session_.trainingName())
               : what;
}

void RunStarter::startBeside(const launch::Place& place, const config::RunConfig& config) {
    Q_EMIT session_.aboutToStart();
    launching_.insert(session_.commander().start(place, config, folders_.primary()));
    notices_.showStatus(tr("Starting the run: %1…").arg(QString::fromStdString(launch::placeText(place))));
    Q_EMIT changed();
}

void RunStarter::resumeBeside(const launch::Place& place, const QString& run) {
    launching_.insert(session_.commander().resume(place, run));
    notices_.showStatus(tr("Resuming %1: %2…").arg(runName(run), QString::fromStdString(launch::placeText(place))));
    Q_EMIT changed();
}

void RunStarter::afterTraining(std::function<void()> start) {
    if (!session_.worker()->isBusy()) {  // it has ended while the user was asked
        start();
        return;
    }
    pending_ = std::move(start);
    waiting_.hold();
    session_.stopHere();
}

void RunStarter::start() {
    if (const QString problem = startProblem(); !problem.isEmpty()) {
        notices_.warning(tr("Cannot start training"), problem);
        return;
    }
    if (places_.kind() != PlaceKind::Here) {
        startBeside(places_.place(), draft_.config());
        return;
    }
    if (!session_.worker()->isBusy()) {
        session_.start(folders_.primary());
        return;
    }
    const auto config = draft_.config();
    const QString name = QString::fromStdString(config::runTitle(config));
    switch (ask_ ? ask_(name, session_.trainingName(), true) : StartChoice::Cancel) {
        case StartChoice::QueueNext:
            waiting_.add(config);
            break;
        case StartChoice::Beside:
            startBeside(places_.placeOf(PlaceKind::Process), config);
            break;
        case StartChoice::StopFirst:
            afterTraining([this, config] {
                session_.showDraft(config);
                session_.start(folders_.primary());
            });
            break;
        case StartChoice::Cancel:
            break;
    }
}

void RunStarter::resume() {
    const bool busy = session_.worker()->isBusy();
    const bool elsewhere = places_.kind() != PlaceKind::Here;
    if (mayResumeBeside() && isLaunching()) {
        notices_.warning(tr("Cannot resume this run"), resumeProblem());
        return;
    }
    if (!mayResumeBeside() || (!busy && !elsewhere)) {
        session_.resume();
        return;
    }
    const QString run = session_.shown().path();
    if (elsewhere) {
        resumeBeside(places_.place(), run);
        return;
    }
    switch (ask_ ? ask_(runName(run), session_.trainingName(), false) : StartChoice::Cancel) {
        case StartChoice::Beside:
            resumeBeside(places_.placeOf(PlaceKind::Process), run);
            break;
        case StartChoice::StopFirst:
            afterTraining([this, run] { session_.showAndResume(run); });
            break;
        default:
            break;
    }
}

}  // namespace isonet::workbench
