#include "app/workbench/session/EndWatch.h"

#include <QFileInfo>

#include "app/workbench/session/JobsController.h"
#include "app/workbench/session/Notices.h"
#include "app/workbench/session/Notifier.h"
#include "app/workbench/session/QueueController.h"
#include "app/workbench/session/RunSession.h"
#include "app/workbench/session/ScheduledQueues.h"

namespace isonet::workbench {

using telemetry::RunState;
using widgets::JobPhase;

EndWatch::EndWatch(RunSession& session, QueueController& queues, JobsController& jobs, Notifier& notifier,
                   Notices& notices, QObject* parent)
    : QObject(parent), notifier_(notifier) {
    connect(session.worker(), &TrainingWorker::ended, this,
            [this](const TrainingOutcome& outcome) { tell(outcome.path, outcome.state, outcome.message); });
    connect(session.worker(), &TrainingWorker::queueEnded, this,
            [this](const QString& folder, const TrainingOutcome& outcome) {
                if (outcome.state != RunState::Interrupted && Notifier::settings().rules.ended)
                    notifier_.notify(QStringLiteral("queue-ended"), folder,
                                     outcome.state == RunState::Finished
                                         ? tr("Queue %1 is finished.").arg(runName(folder))
                                         : tr("Queue %1 has ended: %2").arg(runName(folder), outcome.message));
            });
    connect(&queues, &QueueController::scheduledEnded, this, [this](const QString& folder, const QString& problem) {
        if (!Notifier::settings().rules.ended)
            return;
        notifier_.notify(QStringLiteral("queue-ended"), folder,
                         problem.isEmpty() ? tr("Queue %1 is finished.").arg(runName(folder))
                                           : tr("Queue %1 has ended: %2").arg(runName(folder), problem));
    });
    // One message for all their rows, at the end of the queue.
    connect(&queues.scheduled(), &ScheduledQueues::changed, this, [this, &queues] {
        for (const QString& folder : queues.scheduled().all())
            queues_.insert(folder);
    });
    connect(&jobs, &JobsController::ended, this, [this](const widgets::JobRow& job) {
        if (queues_.contains(QFileInfo(job.run).path()))
            return;
        const RunState state = job.phase == JobPhase::Finished      ? RunState::Finished
                               : job.phase == JobPhase::Diverged    ? RunState::Diverged
                               : job.phase == JobPhase::Interrupted ? RunState::Interrupted
                                                                    : RunState::Failed;
        tell(job.run, state, job.detail);
    });
    connect(&notifier_, &Notifier::failed, this,
            [&notices](const QString& problem) { notices.showStatus(problem, 15000); });
}

// The user already knows what they have stopped.
void EndWatch::tell(const QString& run, RunState state, const QString& why) {
    const auto rules = Notifier::settings().rules;
    if (!(state == RunState::Diverged ? rules.diverged : rules.ended))
        return;
    const QString name = run.isEmpty() ? tr("A run") : runName(run);
    switch (state) {
        case RunState::Finished:
            notifier_.notify(QStringLiteral("finished"), run, tr("%1 is finished.").arg(name));
            return;
        case RunState::Diverged:
            notifier_.notify(QStringLiteral("diverged"), run, tr("%1 diverged. %2").arg(name, why).trimmed());
            return;
        case RunState::Failed:
            notifier_.notify(QStringLiteral("failed"), run, tr("%1 failed. %2").arg(name, why).trimmed());
            return;
        default:
            return;
    }
}

}  // namespace isonet::workbench
