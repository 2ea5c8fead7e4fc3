#include "training/launch/ProcessLauncher.h"

#include <signal.h>
#include <unistd.h>

#include <utility>

#include "model/base/ShownText.h"
#include "training/launch/ControlFile.h"
#include "training/launch/PreparedRun.h"
#include "training/launch/ProcessId.h"
#include "training/launch/RunSigns.h"
#include "training/telemetry/EventFolder.h"
#include "training/telemetry/StorageError.h"

namespace isonet::launch {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kStart(30);  // for the supervisor to start its processes

// Next to isonet; if that is the script of a package, in the package's folder of programs.
fs::path supervisorFor(const fs::path& program) {
    std::error_code error;
    const auto own = fs::read_symlink("/proc/self/exe", error).parent_path();
    const auto beside = fs::canonical(program, error).parent_path();
    for (const fs::path& folder : {beside, beside / "../lib/isonet/bin", own})
        if (::access((folder / "isonet-supervisor").c_str(), X_OK) == 0)
            return folder / "isonet-supervisor";
    throw LaunchError((beside / "isonet-supervisor").string() +
                      ": the program that watches runs is missing. Install the program completely.");
}

ProcessId idOf(const Ticket& ticket) {
    return {ticket.process, ticket.processStart, ticket.boot};
}

}  // namespace

ProcessLauncher::ProcessLauncher(Place place, CommandRunner& commands)
    : place_(std::move(place)), commands_(commands) {}

std::vector<RankOrder> ProcessLauncher::ranks(const Order& order, const PreparedRun& run) const {
    const auto& devices = order.devices.empty() ? place_.devices : order.devices;
    if (devices.size() > 1)
        throw LaunchError("A process trains on one device, but " + std::to_string(devices.size()) +
                          " are named; use devices:... as the place.");
    RankOrder rank{"isonet", {programOf(order).string()}, {}};
    for (auto& argument : run.trainArguments(order))
        rank.arguments.push_back(std::move(argument));
    rank.arguments.emplace_back("--quiet");
    if (!devices.empty())
        rank.arguments.insert(rank.arguments.end(), {"--device", devices.front()});
    if (order.threads > 0)
        rank.environment.push_back("OMP_NUM_THREADS=" + std::to_string(order.threads));
    return {std::move(rank)};
}

Ticket ProcessLauncher::launch(const Order& order) {
    const auto supervisor = supervisorFor(programOf(order));
    PreparedRun run(order, commands_);
    const SupervisorOrder task{run.run(), run.ticket(place_, order), ranks(order, run)};
    const CommandResult result = commands_.run({supervisor.string()}, kStart, orderText(task));
    const auto ticket = result.succeeded() ? ticketOf(result.output) : std::nullopt;
    if (!ticket && result.timedOut) {
        run.launched();  // it may have begun at the last moment, and writes to the folder
        throw LaunchError(base::shownName(run.run().string()) + ": the supervisor did not answer within " +
                          std::to_string(kStart.count()) +
                          " seconds; is the disk or the machine overloaded? The folder is kept. Check whether the run "
                          "is training after all (isonet jobs); if it is not, start it again.");
    }
    if (!ticket)
        throw LaunchError(base::shownName(run.run().string()) +
                          ": the run could not be started: " + (result.output.empty() ? result.errors : result.output));
    run.launched();
    return *ticket;
}

JobReport ProcessLauncher::look(const Ticket& ticket, const fs::path& run) {
    const RunSigns signs = readSigns(run, ticket);
    if (ticket.host != telemetry::hostName())
        return reportOf(signs, ticket, run, Existence::Unknown,
                        "The run was started on " + ticket.host + ", whose processes are not visible from here.");
    switch (stateOf(idOf(ticket))) {
        case ProcessState::Stopped:
            return reportOf(signs, ticket, run, Existence::Stopped,
                            "Process " + std::to_string(ticket.process) +
                                " is stopped (SIGSTOP). Let it continue: kill -CONT " + std::to_string(ticket.process));
        case ProcessState::Lives: {
            const auto trainer = signs.status && signs.status->host == ticket.host ? signs.status->process : 0;
            if (trainer > 0 && stateOf(processId(trainer)) == ProcessState::Stopped)
                return reportOf(signs, ticket, run, Existence::Stopped,
                                "Process " + std::to_string(trainer) +
                                    " is stopped (SIGSTOP). Let it continue: kill -CONT " + std::to_string(trainer));
            return reportOf(signs, ticket, run, Existence::Lives);
        }
        default:
            // Once more: it may have stored its end since.
            return reportOf(readSigns(run, ticket), ticket, run, Existence::Gone,
                            "Process " + std::to_string(ticket.process) + " on " + ticket.host +
                                " is gone and has not said how it ended: it was killed, or the machine was restarted. "
                                "Resume the run from its last checkpoint.");
    }
}

void ProcessLauncher::cancel(const Ticket& ticket, const fs::path& run) {
    const JobReport report = look(ticket, run);
    if (report.state == JobState::Ended || report.state == JobState::Dead)
        return;
    const bool here = ticket.host == telemetry::hostName() && stateOf(idOf(ticket)) != ProcessState::Gone;
    if (here && ::kill(static_cast<pid_t>(ticket.process), SIGTERM) == 0) {
        ::kill(static_cast<pid_t>(ticket.process), SIGCONT);
        return;
    }
    try {
        sendCommand(run, {Action::Stop});
    } catch (const telemetry::StorageError& error) {
        throw LaunchError(error.what());
    }
}

}  // namespace isonet::launch
