#include "training/scheduler/RowWatch.h"

#include <utility>

#include "training/scheduler/Lease.h"
#include "training/telemetry/EventFolder.h"
#include "training/telemetry/RunReading.h"

namespace isonet::scheduler {
namespace {

using launch::JobState;

bool isAlive(JobState state) {
    return state == JobState::Pending || state == JobState::Running || state == JobState::Silent;
}

bool isOfThisMachine(const launch::Ticket& ticket) {
    return ticket.place.starts_with("process") || ticket.place.starts_with("devices");
}

}  // namespace

RowWatch::RowWatch(Look look, std::chrono::milliseconds interval, LeaseWatch::Clock clock)
    : look_(std::move(look)), interval_(interval), leases_(std::move(clock)) {}

const launch::JobReport& RowWatch::ask(const launch::Ticket& ticket, const std::filesystem::path& run) {
    const auto now = std::chrono::steady_clock::now();
    Answer& answer = answers_[run.string()];
    if (answer.ticket == ticket && now < answer.until)
        return answer.report;
    answer.report = look_(ticket, run);  // may take long where SLURM is down
    answer.ticket = ticket;
    answer.until = std::chrono::steady_clock::now() + (isOfThisMachine(ticket) ? 1 : 10) * interval_;
    return answer.report;
}

RowFacts RowWatch::look(const sweeps::Queue& queue, const sweeps::SweepRow& row, bool owned) {
    RowFacts facts;
    auto& generation = generations_[row.id];
    facts.lease = Lease::read(queue.folder(), row.id, generation);
    generation = facts.lease ? facts.lease->generation : 0;
    facts.result = queue.result(row);
    const auto& run = facts.result.run;
    facts.ticket = launch::readTicket(run);
    const bool held = facts.lease && facts.lease->state == LeaseState::Held;
    // That of an earlier launch says nothing about this one.
    if (facts.ticket && facts.lease && facts.ticket->token != facts.lease->token)
        facts.ticket.reset();
    const bool kept = held && !owned && !leases_.hasRunOut(*facts.lease);
    const bool locked = telemetry::isInUse(run);
    const bool settled = isDone(facts.result.state) && !locked;  // its process may still be at its last messages
    if (facts.ticket && !settled)
        facts.report = ask(*facts.ticket, run);
    const bool launched = facts.ticket && isAlive(facts.report.state);
    // Without a lease: trained by hand or by an earlier version, maybe on another machine.
    const bool claimed = !held && facts.result.state == sweeps::RowState::Running;
    // SLURM does not answer, or is not asked about a job of another user; it may wait there for days before it begins
    // and keeps the lease itself.
    const bool waits =
        held && facts.ticket && !facts.ticket->jobId.empty() && facts.lease->holder == facts.lease->scheduler;
    const bool unknown = facts.ticket && facts.report.state == JobState::Unknown && (owned || waits);
    facts.alive = !settled && (locked || kept || launched || claimed || unknown);
    facts.withoutHeartbeat = facts.alive && !locked && !launched && kept && !leases_.sawHeartbeat(row.id);
    facts.device = held ? facts.lease->device : std::string();
    if (held)
        facts.here = facts.lease->holder.host == telemetry::hostName();
    else if (const auto status = telemetry::readStatus(run))
        facts.here = status->host == telemetry::hostName();
    return facts;
}

}  // namespace isonet::scheduler
