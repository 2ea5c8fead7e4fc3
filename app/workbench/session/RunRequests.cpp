#include "app/workbench/session/RunRequests.h"

#include "app/workbench/jobs/RunCommander.h"
#include "app/workbench/session/Notices.h"
#include "app/workbench/session/RunSession.h"

namespace isonet::workbench {

using telemetry::RunState;

RunRequests::RunRequests(RunSession& session, Notices& notices, QObject* parent)
    : QObject(parent), session_(session), notices_(notices) {
    connect(&session_, &RunSession::changed, this, &RunRequests::forgetEnded);
    connect(session_.worker(), &TrainingWorker::rowEnded, this, [this](const QString& run) { ending_.remove(run); });
    connect(session_.worker(), &TrainingWorker::ended, this,
            [this](const TrainingOutcome& outcome) { ending_.remove(outcome.path); });
}

void RunRequests::forgetEnded() {
    const auto& shown = session_.shown();
    if (shown.status() && !session_.isTrainingShown() && !session_.isTrainedElsewhere())
        ending_.remove(shown.path());
}

void RunRequests::validate() {
    if (!validateProblem().isEmpty())
        return;
    const auto target = session_.target();
    if (target.here)
        session_.worker()->requestEvaluation();
    else
        session_.commander().send(target.run, {launch::Action::Validate});
    notices_.showStatus(tr("Validating %1 after the current step.").arg(target.name), 8000);
}

void RunRequests::stopAfterEpoch(bool on) {
    if (!stopAfterEpochProblem().isEmpty())
        return;
    const auto target = session_.target();
    if (target.here)
        session_.worker()->stopAfterEpoch(on);
    else
        session_.commander().send(target.run, {on ? launch::Action::StopAfterEpoch : launch::Action::Resume});
    if (on)
        ending_.insert(target.run);
    else
        ending_.remove(target.run);
    notices_.showStatus(on ? tr("%1 stops after this epoch, with a checkpoint.").arg(target.name)
                           : tr("%1 does not stop after this epoch.").arg(target.name),
                        8000);
    Q_EMIT changed();
}

bool RunRequests::endsAfterEpoch() const {
    return ending_.contains(session_.target().run);
}

QString RunRequests::validateProblem() const {
    if (const QString problem = session_.stopProblem(); !problem.isEmpty())
        return problem;
    return session_.target().run.isEmpty() ? tr("The run is being prepared.") : QString();
}

QString RunRequests::stopAfterEpochProblem() const {
    if (const QString problem = validateProblem(); !problem.isEmpty())
        return problem;
    const auto& status = session_.shown().status();
    const bool pausedElsewhere = session_.isTrainedElsewhere() && status && status->state == RunState::Paused;
    return pausedElsewhere && endsAfterEpoch() ? tr("The run is paused. Resume it first.") : QString();
}

}  // namespace isonet::workbench
