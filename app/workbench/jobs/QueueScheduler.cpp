#include "app/workbench/jobs/QueueScheduler.h"

#include <condition_variable>
#include <mutex>

#include "model/base/Cores.h"
#include "model/kernels/CudaPlugin.h"
#include "training/scheduler/Scheduler.h"
#include "widgets/common/PathText.h"

namespace isonet::workbench {

namespace {

scheduler::Capacity capacityOfThisMachine() {
    scheduler::Capacity capacity;
    capacity.cores = base::availableCores();
    for (const auto& device : model::devices())
        if (device.id != "cpu")
            capacity.gpus.push_back({device.id, double(device.totalBytes)});
    return capacity;
}

}  // namespace

QueueScheduler::QueueScheduler(const QString& folder, const QString& program, QObject* parent)
    : QObject(parent), folder_(folder), program_(program) {}

QueueScheduler::~QueueScheduler() {
    detach_ = true;
    thread_ = {};  // requests the stop and joins
}

void QueueScheduler::start() {
    thread_ = std::jthread([this](const std::stop_token& stop) {
        try {
            run(stop);
        } catch (const std::exception& e) {
            report(End::Error, QString::fromUtf8(e.what()));
        }
    });
}

void QueueScheduler::stop() {
    stopping_ = true;
    detach_ = false;
    thread_.request_stop();
}

void QueueScheduler::detach() {
    stopping_ = true;
    detach_ = true;
    thread_.request_stop();
}

void QueueScheduler::report(End end, const QString& problem) {
    mailbox_.post([this, end, problem] { Q_EMIT ended(end, problem); });
}

void QueueScheduler::run(const std::stop_token& stop) {
    scheduler::SchedulerOptions options;
    options.capacity = capacityOfThisMachine();
    options.program = widgets::pathBytes(program_);
    // Includes rows that a command has submitted to SLURM.
    options.look = [](const launch::Ticket& ticket, const std::filesystem::path& run) {
        return launch::look(ticket, run);
    };
    const auto interval = options.interval;
    const auto runOf = [this](const sweeps::SweepRow& row) {
        return folder_ + QLatin1Char('/') + QString::fromStdString(row.id);
    };
    scheduler::SchedulerEvents events;
    events.started = [&](const sweeps::SweepRow& row, const scheduler::Slot&) {
        mailbox_.post([this, run = runOf(row)] { Q_EMIT rowStarted(run); });
    };
    events.ended = [&](const sweeps::SweepRow& row, const sweeps::RowResult&) {
        mailbox_.post([this, run = runOf(row)] { Q_EMIT rowEnded(run); });
    };
    events.message = [&](const std::string& line) {
        mailbox_.post([this, line = QString::fromStdString(line)] { Q_EMIT message(line); });
    };
    launch::Place place;
    place.kind = launch::PlaceKind::Process;
    const auto launcher = launch::makeLauncher(place);
    scheduler::Scheduler scheduler(widgets::pathBytes(folder_), *launcher, options, events);
    std::mutex mutex;
    std::condition_variable_any stopped;
    while (!stop.stop_requested() && scheduler.step()) {
        std::unique_lock lock(mutex);
        stopped.wait_for(lock, stop, interval, [] { return false; });
    }
    if (stop.stop_requested() && detach_) {
        report(End::Detached);
        return;  // the scheduler leaves its rows
    }
    switch (scheduler.run(stop, scheduler::AtStop::Checkpoint)) {
        case scheduler::SchedulerEnd::Done:
            return report(End::Done);
        case scheduler::SchedulerEnd::Failed:
            return report(End::Failed);
        case scheduler::SchedulerEnd::Interrupted:
            return report(End::Stopped);
    }
}

}  // namespace isonet::workbench
