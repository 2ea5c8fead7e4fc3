#include "app/cli/QueueRun.h"

#include <algorithm>
#include <iostream>
#include <stdexcept>

#include "app/cli/ExitCode.h"
#include "app/cli/ProgressLine.h"
#include "app/cli/Table.h"
#include "model/base/Cores.h"
#include "model/base/ShownText.h"
#include "model/kernels/CudaPlugin.h"
#include "training/scheduler/QueueRows.h"

namespace isonet::cli {
namespace {

using scheduler::AtStop;
using scheduler::Scheduler;
using scheduler::SchedulerEnd;
using sweeps::SweepRow;

AtStop atStopOf(const std::string& name) {
    if (name == "checkpoint")
        return AtStop::Checkpoint;
    if (name == "detach")
        return AtStop::Detach;
    throw std::invalid_argument("--at-stop '" + name + "' is not accepted; accepted: checkpoint, detach");
}

std::string slotsOf(const QueueRunOptions& options, const std::string& stored) {
    const auto capacity = localCapacity();
    if (!options.jobs)
        return options.devices.empty() ? stored
                                       : scheduler::slotsText(scheduler::parseSlots(options.devices, capacity));
    // If no devices are given, those of the machine: its GPUs, or its cores.
    auto plan = scheduler::parseSlots(options.devices, capacity);
    return scheduler::slotsText(scheduler::limitedTo(std::move(plan), *options.jobs, capacity));
}

// "2 running, 3 waiting, 1 done; about 12 min left"
std::string summaryOf(const Scheduler& scheduler) {
    const std::vector<std::size_t> next = scheduler.waiting();
    const auto waiting = static_cast<int>(next.size());
    int running = 0, done = 0, ended = 0;
    for (std::size_t i = 0; i < scheduler.rows().size(); ++i) {
        const auto& row = scheduler.rows()[i];
        if (row.alive)
            ++running;
        else if (isDone(row.result.state))
            ++done;
        else if (!std::ranges::count(next, i))  // or just started, and not seen since
            ++(row.result.state == sweeps::RowState::Waiting ? running : ended);
    }
    std::string text = std::to_string(running) + " running, " + std::to_string(waiting) + " waiting, " +
                       std::to_string(done) + " done";
    if (ended > 0)
        text += ", " + std::to_string(ended) + " failed or stopped";
    if (scheduler.state().paused)
        text += "; paused (isonet queue resume)";
    if (const double left = scheduler.estimates().seconds; left >= 0 && running + waiting > 0)
        text += "; about " + duration(left) + " left";
    return text;
}

std::string resultText(const sweeps::RowResult& result) {
    std::string text(rowStateName(result.state));
    if (!result.metrics.empty() && result.metrics.front() >= 0)
        text += ", " + fixed(result.metrics.front(), 2) + " %";
    return text + (result.seconds > 0 ? ", " + duration(result.seconds) : "");
}

}  // namespace

void addScheduling(Verb verb, QueueRunOptions& options) {
    verb.option("--jobs", options.jobs, "Rows at a time (default: one on each GPU, or by the number of cores)")
        .within(1, scheduler::kMostSlots);
    verb.option(
        "--devices", options.devices,
        "Where: cpu, cpu:2 (two rows at a time), cuda:0-3 (one row on each), cuda:0=2, cuda:0=memory (as many as "
        "fit), separated by commas");
    verb.option("--retries", options.retries, "How many times a failed row is retried (0)")
        .within(0, scheduler::kMostRetries);
    verb.option("--on-failure", options.onFailure,
                "continue (default), or stop: start no further row once one has failed for good")
        .oneOf({"continue", "stop"});
}

scheduler::Capacity localCapacity() {
    scheduler::Capacity capacity;
    capacity.cores = base::availableCores();
    for (const auto& device : model::devices())
        if (device.id != "cpu")
            capacity.gpus.push_back({device.id, static_cast<double>(device.totalBytes)});
    return capacity;
}

void prepareQueue(const std::filesystem::path& queue, const QueueRunOptions& options) {
    atStopOf(options.atStop);
    if (options.retries && (*options.retries < 0 || *options.retries > scheduler::kMostRetries))
        throw std::invalid_argument("--retries " + std::to_string(*options.retries) +
                                    " is not accepted; accepted: 0 to " + std::to_string(scheduler::kMostRetries));
    const auto sweep = sweeps::Queue::open(queue).sweep();
    std::vector<std::string> rows;
    for (const auto& name : options.rows)
        rows.push_back(sweep.rows[scheduler::findRow(sweep, name)].id);
    const auto slots = slotsOf(options, scheduler::readQueueState(queue).slots);
    scheduler::parseSlots(slots, localCapacity());
    scheduler::changeQueueState(queue, [&](scheduler::QueueState& state) {
        state.paused = false;
        state.slots = slots;
        state.retries = options.retries.value_or(state.retries);
        if (!options.onFailure.empty())
            state.onFailure = scheduler::onFailureOf(options.onFailure);
        for (const auto& row : rows)
            state.allowRetry(row);
        if (rows.empty())
            state.allowAllRetries();
    });
}

SchedulerEnd runScheduled(const std::filesystem::path& queue, const QueueRunOptions& options, std::stop_token stop) {
    prepareQueue(queue, options);
    launch::Place place;
    const auto launcher = launch::makeLauncher(place);
    scheduler::SchedulerOptions settings;
    settings.capacity = localCapacity();
    settings.look = [](const launch::Ticket& ticket, const std::filesystem::path& run) {
        return launch::look(ticket, run);
    };
    const auto sweep = sweeps::Queue::open(queue).sweep();
    for (const auto& name : options.rows)
        settings.only.insert(sweep.rows[scheduler::findRow(sweep, name)].id);
    settings.follow = options.rows.empty();

    ProgressLine progress(options.quiet);
    scheduler::SchedulerEvents events;
    events.started = [&](const SweepRow& row, const scheduler::Slot& slot) {
        progress.onMessage(row.id + ": started on " + slot.device + ", " + std::to_string(slot.threads) +
                           (slot.threads == 1 ? " thread" : " threads"));
    };
    events.adopted = [&](const SweepRow& row, const scheduler::RowFacts&) {
        progress.onMessage(row.id + ": is already running");
    };
    events.failed = [&](const SweepRow& row, const std::string& reason, bool retried) {
        progress.onMessage(row.id + ": " + reason + (retried ? " It is retried." : ""));
    };
    events.ended = [&](const SweepRow& row, const sweeps::RowResult& result) {
        progress.onMessage(row.id + ": " + resultText(result));
    };
    events.message = [&](const std::string& line) { progress.onMessage(line); };
    const Scheduler* running = nullptr;
    events.stepped = [&] { progress.onProgress(summaryOf(*running), false); };
    Scheduler scheduler(queue, *launcher, std::move(settings), std::move(events));
    running = &scheduler;
    const auto end = scheduler.run(std::move(stop), atStopOf(options.atStop));
    progress.onProgress(summaryOf(scheduler), true);
    progress.finish();
    return end;
}

int exitCodeOf(SchedulerEnd end, const std::filesystem::path& folder) {
    if (end == SchedulerEnd::Done)
        return Done;
    if (end == SchedulerEnd::Interrupted)
        return Interrupted;
    const auto queue = sweeps::Queue::open(folder);
    const auto state = scheduler::readQueueState(folder);
    for (const auto& row : queue.sweep().rows) {
        if (isDone(queue.result(row).state))
            continue;
        const auto failures = state.failures.find(row.id);
        const bool failed = failures != state.failures.end() && !failures->second.all.empty();
        std::cerr << "isonet: " << base::shownName(row.id) << ": "
                  << (state.stopped.contains(row.id) ? "stopped on request"
                      : failed                       ? base::shownText(failures->second.all.back().reason)
                                                     : std::string("not started"))
                  << '\n';
    }
    return Storage;
}

}  // namespace isonet::cli
