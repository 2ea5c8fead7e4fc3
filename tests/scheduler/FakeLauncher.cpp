#include "FakeLauncher.h"

#include "training/config/RunConfigYaml.h"
#include "training/scheduler/Lease.h"
#include "training/telemetry/EventFolder.h"

namespace isonet::test {

using launch::JobState;
using telemetry::RunDirectory;
using telemetry::RunState;

launch::Ticket FakeLauncher::launch(const launch::Order& order) {
    const std::string row = order.run.filename().string();
    if (refused.contains(row))
        throw launch::LaunchError(row + ": no room here. Make some.");
    if (busy.erase(row) > 0)
        throw launch::RunBusy(row + ": another process is launching this run at the moment.");
    if (running_.contains(row))
        throw std::logic_error(row + " is launched twice");
    auto directory = order.config ? RunDirectory::create(order.run, config::loadRunConfig(*order.config))
                                  : RunDirectory::resume(order.run);
    telemetry::RunStatus status;
    status.state = RunState::Running;
    status.step = 10;
    status.steps = 100;
    status.secondsElapsed = 5;
    directory.writeStatus(status);
    launch::Ticket ticket;
    ticket.place = "process";
    ticket.host = telemetry::hostName();
    ticket.token = order.token;
    launch::writeTicket(order.run, ticket);
    running_.emplace(row, Run{std::move(directory), ticket});
    launched.push_back(row);
    orders.insert_or_assign(row, order);
    return ticket;
}

launch::JobReport FakeLauncher::look(const launch::Ticket& ticket, const std::filesystem::path& run) {
    if (running_.contains(run.filename().string()))
        return {JobState::Running, {}, {}};
    const auto found = ended_.find(ticket.token);
    return found == ended_.end() ? launch::JobReport{} : found->second;
}

void FakeLauncher::cancel(const launch::Ticket&, const std::filesystem::path& run) {
    const std::string row = run.filename().string();
    canceled.push_back(row);
    end(row, RunState::Interrupted);
}

void FakeLauncher::end(const std::string& row, RunState state, const std::string& message) {
    Run& run = running_.at(row);
    const auto queue = run.directory.path().parent_path();
    const bool killed = state == RunState::Running;
    if (!killed) {
        telemetry::RunStatus status;
        status.state = state;
        status.step = state == RunState::Finished ? 100 : 50;
        status.steps = 100;
        status.secondsElapsed = 10;
        status.message = message;
        run.directory.writeStatus(status);
        if (const auto lease = scheduler::Lease::withToken(queue, row, run.ticket.token))
            lease->end(scheduler::LeaseState::Ended);
    }
    ended_[run.ticket.token] = {killed ? JobState::Dead : JobState::Ended, killed ? "It was killed." : "", {}};
    running_.erase(row);
}

}  // namespace isonet::test
