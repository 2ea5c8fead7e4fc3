#include "app/workbench/session/JobsController.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFileInfo>
#include <algorithm>

#include "app/workbench/jobs/RunCommander.h"
#include "app/workbench/session/JobRows.h"
#include "app/workbench/session/Notices.h"
#include "app/workbench/session/RunFolders.h"
#include "app/workbench/session/RunPlaces.h"
#include "app/workbench/session/RunSession.h"
#include "training/telemetry/EventFolder.h"
#include "widgets/common/PathText.h"

namespace isonet::workbench {

using widgets::JobPhase;
using widgets::JobRow;

namespace {

constexpr double endedShownFor = 24 * 3600.0;  // seconds

// A job that ended long ago is a run like any other.
bool isRecent(const launch::Job& job) {
    const double since = job.status.updated > 0 ? job.status.updated : job.ticket ? job.ticket->launched : 0;
    return double(QDateTime::currentSecsSinceEpoch()) - since < endedShownFor;
}

}  // namespace

JobsController::JobsController(RunSession& session, RunCommander& commander, RunFolders& folders, RunPlaces& places,
                               Notices& notices, QObject* parent)
    : QObject(parent),
      session_(session),
      commander_(commander),
      places_(places),
      folders_(folders),
      notices_(notices),
      index_(new JobIndex(this)) {
    connect(index_, &JobIndex::found, this, &JobsController::take);
    connect(index_, &JobIndex::devicesRead, this, &JobsController::placeOnDevices);
    connect(index_, &JobIndex::logRead, this, &JobsController::logRead);
    connect(&folders_, &RunFolders::changed, this, [this] {
        index_->setFolders(folders_.all());
        Q_EMIT changed();  // emptyText() names them
    });
    connect(&session_, &RunSession::runsChanged, index_, &JobIndex::refresh);
    connect(&session_, &RunSession::changed, this, &JobsController::rebuild);
    connect(&commander_, &RunCommander::launched, this, [this](const QString& run) {
        launched_.insert(run);
        dismissed_.erase(run);
        index_->refresh();
    });
    connect(&commander_, &RunCommander::answered, index_, &JobIndex::refresh);
    index_->setFolders(folders_.all());
}

JobsController::~JobsController() {
    delete index_;  // its last signals must not reach a half-destroyed controller
}

void JobsController::setShown(bool shown, const QString& chosen) {
    index_->setShown(shown, chosen);
}

void JobsController::refresh() {
    index_->refresh();
}

QString JobsController::emptyText() const {
    return tr("Nothing is being trained in %1. Runs are listed here while they train, in this window or in any other "
              "process, with their devices and their log.")
        .arg(folders_.all().join(QStringLiteral(", ")));
}

const launch::Job* JobsController::job(const QString& run) const {
    const auto at = std::ranges::find(jobs_, std::filesystem::path(widgets::pathBytes(run)), &launch::Job::run);
    return at == jobs_.end() ? nullptr : &*at;
}

// The worker names a row of a queue only when it has been prepared.
bool JobsController::isHere(const launch::Job& job) const {
    const auto* worker = session_.worker();
    if (!worker->isBusy())
        return false;
    if (worker->path() == widgets::pathText(job.run.string()))
        return true;
    // The run may have been found by another path, through a link.
    const bool ours = job.alive() && job.status.process == QCoreApplication::applicationPid() &&
                      job.status.host == telemetry::hostName();
    return ours && (worker->path().isEmpty() || QFileInfo(worker->path()).fileName().toStdString() == job.name);
}

void JobsController::take(const std::vector<launch::Job>& jobs) {
    jobs_ = jobs;
    std::set<QString> alive;
    std::vector<JobRow> over;
    for (const auto& job : jobs_) {
        const QString run = widgets::pathText(job.run.string());
        const bool here = isHere(job);
        if (here)
            wasHere_.insert(run);
        else if (!job.alive() || job.status.process != QCoreApplication::applicationPid())
            wasHere_.erase(run);
        if (here || wasHere_.contains(run))
            continue;
        if (job.alive()) {
            alive.insert(run);
            over_.erase(run);
            dismissed_.erase(run);
        } else if (job.report.state != launch::JobState::Unknown && alive_.contains(run)) {
            over_.insert(run);
            over.push_back(rowOf(job));
        }
    }
    alive_ = std::move(alive);
    rebuild();
    const auto others = std::ranges::count_if(alive_, [this](const QString& run) { return !launched_.contains(run); });
    if (others > 0 && !std::exchange(looked_, true))
        Q_EMIT found(int(others));
    for (const auto& row : over)
        Q_EMIT ended(row);
}

// Newer than the file: what the worker has reported.
JobRow JobsController::localRow(JobRow row) const {
    const auto* worker = session_.worker();
    row.here = true;
    row.where = tr("this window");
    if (const auto& status = session_.trainingStatus()) {
        row.step = status->step, row.steps = status->steps;
        row.epoch = status->epoch, row.epochs = status->epochs;
        row.secondsLeft = status->secondsLeft;
        row.loss = status->step > 0 ? status->loss : -1;
        row.top1 = status->validationTop1;
        row.device = QString::fromStdString(status->device);
    }
    row.phase = worker->isStopping()                        ? JobPhase::Stopping
                : worker->isPaused()                        ? JobPhase::Paused
                : session_.trainingStatus() && row.step > 0 ? JobPhase::Running
                                                            : JobPhase::Preparing;
    const QString stopping = worker->isStopping() ? tr("The run is stopping.") : QString();
    row.stopProblem = stopping;
    row.pauseProblem = worker->isPaused() ? tr("The run is paused.") : stopping;
    row.resumeProblem = worker->isPaused() ? stopping : tr("The run is running.");
    return row;
}

void JobsController::rebuild() {
    std::vector<JobRow> rows;
    const auto* worker = session_.worker();
    const QString here = worker->isBusy() ? worker->path() : QString();
    for (const auto& job : jobs_) {
        const QString run = widgets::pathText(job.run.string());
        if (isHere(job)) {
            rows.push_back(localRow(rowOf(job)));
            if (!here.isEmpty())
                rows.back().run = here;
        } else if (!wasHere_.contains(run) && (job.alive() || (!dismissed_.contains(run) &&
                                                               (over_.contains(run) || (job.ticket && isRecent(job))))))
            rows.push_back(rowOf(job));
    }
    if (!here.isEmpty() && std::ranges::find(rows, here, &JobRow::run) == rows.end()) {
        JobRow row;
        row.run = here;
        row.name = runName(here);
        row.queue = worker->queue().isEmpty() ? QString() : runName(worker->queue());
        rows.insert(rows.begin(), localRow(row));
    }
    if (rows == rows_)
        return;
    rows_ = std::move(rows);
    Q_EMIT changed();
}

std::vector<JobRow> JobsController::outside(bool mine) const {
    std::vector<JobRow> all;
    for (const auto& row : rows_)
        if (!row.here && !widgets::hasEnded(row.phase) && (!mine || launched_.contains(row.run)))
            all.push_back(row);
    return all;
}

void JobsController::placeOnDevices(std::vector<widgets::DeviceSlot> devices) {
    for (const auto& row : rows_) {
        const auto* each = job(row.run);
        const bool local = !each || row.here || each->status.host.empty() || each->status.host == telemetry::hostName();
        if (widgets::hasEnded(row.phase) || !local)
            continue;
        for (auto& device : devices)
            if (row.device.split(QStringLiteral(", ")).contains(device.id))
                device.runs += row.name;
    }
    Q_EMIT devicesChanged(devices);
}

void JobsController::pause(const QString& run) {
    if (session_.worker()->isBusy() && session_.worker()->path() == run)
        session_.pauseHere();
    else if (job(run))
        commander_.send(run, {launch::Action::Pause});
}

bool JobsController::isRowOfQueue(const QString& run) const {
    const auto row = std::ranges::find(rows_, run, &JobRow::run);
    return row != rows_.end() && !row->queue.isEmpty();
}

void JobsController::resume(const QString& run) {
    const auto* found = job(run);
    if (session_.worker()->isBusy() && session_.worker()->path() == run) {
        session_.resumeHere();
    } else if (found && found->alive()) {
        commander_.send(run, {launch::Action::Resume});
    } else if (found && isRowOfQueue(run)) {
        commander_.resumeRow(run);  // with a lease, like every row
    } else if (found) {
        try {
            const auto place = launch::parsePlace(found->place);
            if (place.kind == launch::PlaceKind::Here)
                session_.showAndResume(run);
            else
                commander_.resume(place, run);
        } catch (const std::exception&) {
            commander_.resume(places_.placeOf(launch::PlaceKind::Process), run);
        }
    }
}

void JobsController::stop(const QString& run) {
    const auto* found = job(run);
    if (session_.worker()->isBusy() && session_.worker()->path() == run) {
        session_.stopHere();
    } else if (found) {
        const auto phase = phaseOf(*found);
        const bool listens = !found->status.session.empty() &&
                             (phase == JobPhase::Preparing || phase == JobPhase::Running || phase == JobPhase::Paused);
        if (listens || !found->ticket)
            commander_.send(run, {launch::Action::Stop});
        else
            commander_.cancel(run, *found->ticket);
        notices_.showStatus(tr("Stopping %1…").arg(runName(run)), 8000);
    }
}

void JobsController::dismiss(const QString& run) {
    dismissed_.insert(run);
    rebuild();
}

}  // namespace isonet::workbench
