#include "app/workbench/session/JobRows.h"

#include <QCoreApplication>
#include <filesystem>
#include <map>

#include "app/workbench/session/ShownRun.h"
#include "training/sweeps/Queue.h"
#include "training/telemetry/EventFolder.h"
#include "widgets/common/PathText.h"

namespace isonet::workbench {

using launch::JobState;
using telemetry::RunState;
using widgets::JobPhase;

namespace {

struct JobRows {
    Q_DECLARE_TR_FUNCTIONS(JobRows)
};

JobPhase phaseOf(RunState state) {
    switch (state) {
        case RunState::Preparing:
            return JobPhase::Preparing;
        case RunState::Running:
            return JobPhase::Running;
        case RunState::Paused:
            return JobPhase::Paused;
        case RunState::Finished:
            return JobPhase::Finished;
        case RunState::Diverged:
            return JobPhase::Diverged;
        case RunState::Failed:
            return JobPhase::Failed;
        default:
            return JobPhase::Interrupted;
    }
}

// Empty: no queue. The disk is asked once, when the jobs in the folder have just been read: later it may hang.
QString queueName(const std::filesystem::path& folder) {
    static std::map<std::filesystem::path, QString> known;
    const auto [at, isNew] = known.try_emplace(folder);
    if (isNew && sweeps::isQueue(folder))
        at->second = runName(widgets::pathText(folder.string()));
    return at->second;
}

launch::PlaceKind kindOf(const launch::Job& job) {
    try {
        return launch::parsePlace(job.place).kind;
    } catch (const std::exception&) {
        return launch::PlaceKind::Here;
    }
}

// The commands that the job's state allows; empty: possible.
void setProblems(widgets::JobRow& row, const launch::Job& job) {
    const QString ended = JobRows::tr("The run has ended.");
    const QString problem = commandProblem(row.name, job.status);
    const bool cancelable = job.ticket && !problem.isEmpty();
    switch (row.phase) {
        case JobPhase::Waiting:
            row.pauseProblem = row.resumeProblem = JobRows::tr("The run has not started.");
            row.stopProblem = job.ticket ? QString() : problem;
            return;
        case JobPhase::Finished:
            row.pauseProblem = row.stopProblem = ended;
            row.resumeProblem = JobRows::tr("The run is finished.");
            return;
        case JobPhase::Diverged:
            row.pauseProblem = row.stopProblem = ended;
            row.resumeProblem = JobRows::tr("The run diverged. Open it to resume with a smaller learning rate.");
            return;
        case JobPhase::Interrupted:
        case JobPhase::Failed:
        case JobPhase::Dead:
            row.pauseProblem = row.stopProblem = ended;
            return;
        case JobPhase::Paused:
            row.pauseProblem = JobRows::tr("The run is paused.");
            row.resumeProblem = problem;
            break;
        default:
            row.pauseProblem = problem;
            row.resumeProblem = JobRows::tr("The run is running.");
    }
    row.stopProblem = cancelable ? QString() : problem;
}

}  // namespace

JobPhase phaseOf(const launch::Job& job) {
    switch (job.report.state) {
        case JobState::Pending:
            return job.status.process > 0 ? JobPhase::Preparing : JobPhase::Waiting;
        case JobState::Silent:
            return JobPhase::Silent;
        case JobState::Dead:
            return JobPhase::Dead;
        case JobState::Unknown:
            return JobPhase::Unknown;
        default:
            return phaseOf(job.status.state);
    }
}

QString whereText(const launch::Job& job) {
    const bool local = job.status.host.empty() || job.status.host == telemetry::hostName();
    const QString host = QString::fromStdString(job.status.host);
    const auto process = job.status.process > 0 ? job.status.process : job.ticket ? job.ticket->process : 0;
    const QString processText = process <= 0 ? JobRows::tr("process")
                                : local      ? JobRows::tr("process %1").arg(process)
                                             : JobRows::tr("process %1 on %2").arg(process).arg(host);
    switch (kindOf(job)) {
        case launch::PlaceKind::Slurm: {
            const QString id = job.ticket ? QString::fromStdString(job.ticket->jobId) : QString();
            return host.isEmpty() ? JobRows::tr("SLURM job %1").arg(id)
                                  : JobRows::tr("SLURM job %1 on %2").arg(id, host);
        }
        case launch::PlaceKind::Ssh:
            return JobRows::tr("%1 by SSH").arg(QString::fromStdString(launch::parsePlace(job.place).ssh.host));
        default:
            return processText;
    }
}

QString commandProblem(const QString& name, const telemetry::RunStatus& status) {
    if (!status.session.empty())
        return {};
    if (status.process <= 0)
        return JobRows::tr("The process that trains %1 does not accept commands yet: it has not started.").arg(name);
    return JobRows::tr(
               "The process that trains %1 does not accept commands: it runs an earlier version, or has not started "
               "yet. End process %2 to stop it with a checkpoint.")
        .arg(name, QString::number(status.process));
}

widgets::JobRow rowOf(const launch::Job& job) {
    widgets::JobRow row;
    row.run = widgets::pathText(job.run.string());
    row.name = runName(row.run);
    row.queue = queueName(job.run.parent_path());
    row.where = whereText(job);
    row.device = QString::fromStdString(job.status.device);
    row.phase = phaseOf(job);
    const std::string& said = job.report.detail.empty() ? job.status.message : job.report.detail;
    row.detail = QString::fromStdString(said);
    row.step = job.status.step;
    row.steps = job.status.steps;
    row.epoch = job.status.epoch;
    row.epochs = job.status.epochs;
    row.secondsLeft = job.secondsLeft;
    row.loss = job.status.step > 0 ? job.status.loss : -1;
    row.top1 = job.status.validationTop1;
    setProblems(row, job);
    return row;
}

}  // namespace isonet::workbench
