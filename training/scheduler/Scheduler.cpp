#include "training/scheduler/Scheduler.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <utility>

#include "training/config/MemoryEstimate.h"
#include "training/config/RunConfigYaml.h"
#include "training/telemetry/EventFolder.h"
#include "training/telemetry/RunFiles.h"

namespace isonet::scheduler {
namespace {

namespace fs = std::filesystem;
using sweeps::RowState;
using sweeps::SweepRow;

double gpuBytes(const config::RunConfig& config) {
    try {
        return config::trainingBytes(config, true);
    } catch (const std::invalid_argument&) {  // an invalid network: the row fails with the reason
        return 0;
    }
}

std::string reasonOf(const RowFacts& facts) {
    if (facts.result.state == RowState::Failed && !facts.result.message.empty())
        return facts.result.message;
    std::string reason = facts.report.detail;
    if (reason.empty())
        reason = facts.result.state == RowState::Waiting ? "its process ended before the run began"
                                                         : "its process ended without saying why";
    if (facts.report.exitCode)
        reason += " (exit code " + std::to_string(*facts.report.exitCode) + ")";
    return reason;
}

// The run wrote its last checkpoint because it was asked to end.
bool wasStopped(const RowFacts& facts) {
    return facts.result.state == RowState::Interrupted && facts.report.state != launch::JobState::Dead &&
           (!facts.lease || facts.lease->state == LeaseState::Ended);
}

// SLURM gives its jobs their cores and GPUs itself.
bool usesSlot(const RowFacts& facts) {
    return facts.alive && facts.here && !(facts.ticket && !facts.ticket->jobId.empty());
}

}  // namespace

Scheduler::Scheduler(const fs::path& queue, launch::Launcher& launcher, SchedulerOptions options,
                     SchedulerEvents events)
    : launcher_(launcher),
      options_(std::move(options)),
      events_(std::move(events)),
      watch_(
          options_.look
              ? options_.look
              : [&launcher](const launch::Ticket& ticket, const fs::path& run) { return launcher.look(ticket, run); },
          std::min(options_.interval, std::chrono::milliseconds(1000))),
      queue_(sweeps::Queue::open(queue)),
      state_(readQueueState(queue)),
      plan_(parseSlots(state_.slots, options_.capacity)),
      planText_(state_.slots) {}

Scheduler::~Scheduler() = default;

void Scheduler::say(const std::string& line) const {
    if (events_.message)
        events_.message(line);
}

void Scheduler::reload() {
    queue_.reload();
    state_ = readQueueState(queue_.folder());
    if (state_.slots == planText_)
        return;
    planText_ = state_.slots;
    try {
        plan_ = parseSlots(planText_, options_.capacity);
        say("Slots: " + slotsText(plan_) + ".");
    } catch (const std::invalid_argument& error) {
        say(std::string(error.what()) + "; still used: " + slotsText(plan_) + ".");
    }
}

void Scheduler::lookAtRows() {
    facts_.clear();
    for (const auto& row : queue_.sweep().rows) {
        const auto found = active_.find(row.id);
        facts_.push_back(watch_.look(queue_, row, found != active_.end() && found->second.keeper));
    }
}

// A run that has begun writes the heartbeats itself; until then this process does.
void Scheduler::keepLeases() {
    for (std::size_t i = 0; i < facts_.size(); ++i) {
        const auto found = active_.find(queue_.sweep().rows[i].id);
        if (found == active_.end() || !found->second.keeper)
            continue;
        const auto& lease = facts_[i].lease;
        const bool ours = lease && lease->token == found->second.keeper->lease().token();
        // That of an adopted row still names the process that has ended.
        const bool begun = ours && lease->holder != thisWorker() && !hasEnded(lease->holder);
        if (!ours || begun || found->second.keeper->lost())
            found->second.keeper.reset();
    }
}

bool Scheduler::step() {
    reload();
    lookAtRows();
    keepLeases();
    const auto rows = queue_.sweep().rows;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (facts_[i].alive)
            adopt(rows[i], facts_[i]);
        else if (active_.contains(rows[i].id))
            finishRow(rows[i], facts_[i]);
    }
    // Rows that were removed from the queue while they ran.
    std::erase_if(active_,
                  [&](const auto& one) { return std::ranges::find(rows, one.first, &SweepRow::id) == rows.end(); });
    writeResults();
    if (!stopping_)
        startRows();
    const auto withoutHeartbeat = [&](const RowFacts& facts) { return facts.withoutHeartbeat; };
    return !active_.empty() || !waiting().empty() || std::ranges::any_of(facts_, withoutHeartbeat);
}

void Scheduler::adopt(const SweepRow& row, const RowFacts& facts) {
    const bool known = active_.contains(row.id);
    if (!known && (!options_.follow || !isChosen(row)))
        return;
    Active& active = active_[row.id];
    // Nobody else will stop it, nor keep its lease until it begins (it may wait at SLURM for days).
    if (!stopping_ && !active.owned && facts.lease && facts.ticket && hasEnded(facts.lease->scheduler)) {
        active.owned = true;
        if (auto lease = Lease::withToken(queue_.folder(), row.id, facts.token());
            lease && hasEnded(facts.lease->holder))
            active.keeper = std::make_unique<LeaseKeeper>(std::move(*lease));
    }
    if (!known && events_.adopted)
        events_.adopted(row, facts);
}

void Scheduler::finishRow(const SweepRow& row, const RowFacts& seen) {
    active_.erase(row.id);
    // Again, now that its process has ended: it may have stored its end after it was looked at.
    RowFacts facts = watch_.look(queue_, row, true);
    if (facts.token() != seen.token())
        return;  // another scheduler has started it again
    facts.report = seen.report;
    settle(row, facts);
    if (const auto lease = Lease::withToken(queue_.folder(), row.id, facts.token()))
        lease->end(facts.lease->returning ? LeaseState::Returned : LeaseState::Ended);
    queue_.writeResults();
    if (events_.ended)
        events_.ended(row, facts.result);
}

void Scheduler::settle(const SweepRow& row, const RowFacts& facts) {
    if (isDone(facts.result.state) || (facts.lease && facts.lease->returning))
        return;
    if (!wasStopped(facts)) {
        fail(row, facts.token(), reasonOf(facts));
        return;
    }
    if (stopping_)
        return;
    state_ = changeQueueState(queue_.folder(), [&](QueueState& state) { state.stopped.insert(row.id); });
    say(row.id + ": stopped on request; it is not started again until the queue is run again, or by queue retry.");
}

void Scheduler::fail(const SweepRow& row, const std::string& token, const std::string& reason) {
    bool added = false;
    state_ = changeQueueState(queue_.folder(), [&](QueueState& state) {
        added = state.addFailure(row.id, {reason, telemetry::secondsNow(), workerText(thisWorker()), token});
        if (state.isExhausted(row.id) && state.onFailure == OnFailure::Stop)
            state.stoppedBy = row.id;
    });
    if (added && events_.failed)
        events_.failed(row, reason, !state_.isExhausted(row.id));
}

bool Scheduler::mayStart(const SweepRow& row, const RowFacts& facts) const {
    const bool taken = facts.lease && facts.lease->state == LeaseState::Taken;  // by a lease that is not visible yet
    return isChosen(row) && !facts.alive && !taken && !active_.contains(row.id) && !isDone(facts.result.state) &&
           !state_.isExhausted(row.id) && !state_.stopped.contains(row.id) && state_.stoppedBy.empty();
}

std::vector<std::size_t> Scheduler::waiting() const {
    std::vector<std::size_t> rows;
    for (const std::size_t i : startOrder(queue_.sweep(), state_))
        if (i < facts_.size() && mayStart(queue_.sweep().rows[i], facts_[i]))
            rows.push_back(i);
    return rows;
}

void Scheduler::startRows() {
    if (state_.paused)
        return;
    const auto rows = queue_.sweep().rows;
    std::vector<SlotUse> uses;
    for (std::size_t i = 0; i < facts_.size(); ++i)
        if (usesSlot(facts_[i]))
            uses.push_back({facts_[i].device, gpuBytes(rows[i].config)});
    for (const std::size_t i : waiting()) {
        const double bytes = gpuBytes(rows[i].config);
        const auto slot = freeSlot(plan_, options_.capacity, uses, bytes);
        if (!slot)
            return;
        if (start(rows[i], facts_[i], *slot))
            uses.push_back({slot->device, bytes});
    }
}

// False: another scheduler was faster, or it cannot be launched.
bool Scheduler::start(const SweepRow& row, const RowFacts& facts, const Slot& slot) {
    auto lease = Lease::take(queue_.folder(), row.id, facts.lease,
                             {"process", slot.device, slot.threads, options_.leaseSeconds});
    if (!lease)
        return false;
    const std::string token = lease->token();
    auto keeper = std::make_unique<LeaseKeeper>(std::move(*lease));
    std::string problem;
    try {
        launcher_.launch(orderFor(row, slot, token));
    } catch (const launch::RunBusy&) {  // no failure of the row: the next steps see what that process does
        keeper->lease().end(LeaseState::Returned);
        return false;
    } catch (const launch::LaunchError& error) {
        problem = error.what();
    } catch (const telemetry::StorageError& error) {
        problem = error.what();
    }
    if (!problem.empty()) {
        if (!keeper->lease().held().value_or(false))
            return false;  // this process was stopped meanwhile, and another one has started the row
        keeper->lease().end(LeaseState::Ended);
        fail(row, token, problem);
        if (events_.ended)
            events_.ended(row, queue_.result(row));
        return false;
    }
    Active active;
    active.owned = true;
    active.keeper = std::move(keeper);
    active_.insert_or_assign(row.id, std::move(active));
    if (events_.started)
        events_.started(row, slot);
    return true;
}

launch::Order Scheduler::orderFor(const SweepRow& row, const Slot& slot, const std::string& token) const {
    launch::Order order;
    order.run = queue_.folder() / row.id;
    std::error_code error;
    if (!fs::exists(order.run / telemetry::kConfigFile, error)) {
        order.config = queue_.folder() / kSchedulerFolder / (row.id + ".yaml");
        telemetry::writeFileAtomically(*order.config, config::toYaml(row.config));
    }
    order.devices = {slot.device};
    order.threads = slot.threads;
    order.program = options_.program;
    order.token = token;
    order.arguments = {"--lease", token};
    return order;
}

void Scheduler::writeResults() {
    std::string shown;
    for (const auto& row : queue_.sweep().rows)
        shown += row.id + "\n";
    for (const auto& facts : facts_)
        shown += std::string(rowStateName(facts.result.state)) + "\n";
    if (shown == written_)
        return;
    queue_.writeResults();
    written_ = std::move(shown);
}

void Scheduler::stopRows(AtStop atStop) {
    if (atStop == AtStop::Detach)
        return;
    for (std::size_t i = 0; i < facts_.size(); ++i) {
        const auto& row = queue_.sweep().rows[i];
        const auto found = active_.find(row.id);
        if (found == active_.end() || !found->second.owned || !facts_[i].alive || !facts_[i].ticket)
            continue;
        if (const auto lease = Lease::withToken(queue_.folder(), row.id, facts_[i].token()))
            lease->markReturning();
        const auto& ticket = *facts_[i].ticket;
        try {
            if (ticket.jobId.empty())
                launcher_.cancel(ticket, facts_[i].result.run);
            else  // adopted: a command has given it to SLURM
                launch::makeLauncher(launch::parsePlace(ticket.place))->cancel(ticket, facts_[i].result.run);
        } catch (const std::exception& error) {
            found->second.owned = false;  // it continues; its end is not waited for
            say(row.id + ": " + error.what());
        }
    }
}

SchedulerEnd Scheduler::run(std::stop_token stop, AtStop atStop) {
    std::mutex mutex;
    std::condition_variable_any never;
    stopping_ = false;
    for (bool busy = true; busy;) {
        const bool stops = stop.stop_requested() && !std::exchange(stopping_, true);
        busy = step();
        if (stops)
            stopRows(atStop);
        if (stopping_)  // rows of others continue
            busy = atStop == AtStop::Checkpoint &&
                   std::ranges::any_of(active_, [](const auto& one) { return one.second.owned; });
        if (events_.stepped)
            events_.stepped();
        std::unique_lock lock(mutex);
        if (busy && !stopping_)
            never.wait_for(lock, stop, options_.interval, [] { return false; });
        else if (busy)
            never.wait_for(lock, options_.interval, [] { return false; });
    }
    if (stopping_)
        return SchedulerEnd::Interrupted;
    bool done = true;
    for (std::size_t i = 0; i < facts_.size(); ++i)
        done = done && (!isChosen(queue_.sweep().rows[i]) || facts_[i].alive || isDone(facts_[i].result.state));
    return done ? SchedulerEnd::Done : SchedulerEnd::Failed;
}

QueueEstimate Scheduler::estimates() const {
    std::vector<sweeps::RowResult> results;
    for (const auto& facts : facts_)
        results.push_back(facts.result);
    return estimate(queue_.sweep(), results, waiting(), slots());
}

int Scheduler::slots() const {
    double bytes = 0;
    if (std::ranges::any_of(plan_, [](const auto& group) { return group.rows == kByMemory; }))
        for (const auto& row : queue_.sweep().rows)
            bytes = std::max(bytes, gpuBytes(row.config));
    return slotCount(plan_, options_.capacity, bytes);
}

}  // namespace isonet::scheduler
