#include "app/cli/QueueArray.h"

#include <set>

#include "model/base/ShownText.h"
#include "training/config/RunConfigYaml.h"
#include "training/launch/KnownLaunches.h"
#include "training/launch/Launcher.h"
#include "training/launch/PreparedRun.h"
#include "training/launch/SlurmCommand.h"
#include "training/launch/SlurmLauncher.h"
#include "training/scheduler/QueueRows.h"
#include "training/telemetry/EventFolder.h"
#include "training/telemetry/RunFiles.h"
#include "training/telemetry/RunReading.h"

namespace isonet::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kSubmission(60);

struct TakenRow {
    std::string id;
    scheduler::Lease lease;
    std::string earlierSession;  // of its run; empty: it has none yet
};

std::string bashArray(const std::vector<std::string>& words) {
    std::string text = "(";
    for (const auto& word : words)
        text += base::shellWord(word) + " ";
    return text + ")\n";
}

// The variables that slurmScript() needs, selected by the number of the task.
std::string commandsFor(const fs::path& queue, const std::vector<TakenRow>& rows) {
    std::vector<std::string> runs, tokens, leases, configs;
    for (const auto& row : rows) {
        runs.push_back((queue / row.id).string());
        tokens.push_back(row.lease.token());
        leases.push_back(row.lease.file().string());
        configs.push_back((queue / scheduler::kSchedulerFolder / (row.id + ".yaml")).string());
    }
    return "runs=" + bashArray(runs) + "tokens=" + bashArray(tokens) + "leases=" + bashArray(leases) +
           "configs=" + bashArray(configs) +
           "run=${runs[$SLURM_ARRAY_TASK_ID]}\n"
           "first=(train \"${configs[$SLURM_ARRAY_TASK_ID]}\" --run-dir \"$run\")\n"
           "more=(--lease \"${tokens[$SLURM_ARRAY_TASK_ID]}\")\n"
           // The first line of a lease is JSON without spaces (LeaseRecord.h).
           "mine() { head -n 1 \"${leases[$SLURM_ARRAY_TASK_ID]}\" | grep -q "
           "'\"token\":\"'\"${tokens[$SLURM_ARRAY_TASK_ID]}\"'\",\"state\":\"\\(held\\|ended\\)\"'; }\n";
}

std::vector<TakenRow> takeRows(const sweeps::Queue& queue, const scheduler::QueueState& state,
                               const std::set<std::string>& only, const std::string& place) {
    scheduler::RowWatch watch(
        [](const launch::Ticket& ticket, const fs::path& run) { return launch::look(ticket, run); },
        std::chrono::milliseconds(0));
    std::vector<TakenRow> taken;
    for (const std::size_t i : scheduler::startOrder(queue.sweep(), state)) {
        const auto& row = queue.sweep().rows[i];
        const auto facts = watch.look(queue, row, false);
        if ((!only.empty() && !only.contains(row.id)) || facts.alive || isDone(facts.result.state))
            continue;
        auto lease = scheduler::Lease::take(queue.folder(), row.id, facts.lease, {place, "slurm", 0});
        if (!lease)
            continue;
        telemetry::writeFileAtomically(queue.folder() / scheduler::kSchedulerFolder / (row.id + ".yaml"),
                                       config::toYaml(row.config));
        // Files left by an earlier launch say nothing about this one.
        const auto status = telemetry::readStatus(facts.result.run);
        std::error_code ignored;
        fs::remove(facts.result.run / telemetry::kExitFile, ignored);
        taken.push_back({row.id, std::move(*lease), status ? status->session : std::string()});
    }
    return taken;
}

}  // namespace

SubmittedArray submitArray(const fs::path& folder, const QueueRunOptions& options, const launch::SlurmOptions& slurm,
                           launch::CommandRunner& commands) {
    QueueRunOptions stored = options;
    stored.jobs.reset();  // of the array, not of this machine
    prepareQueue(folder, stored);
    const auto queue = sweeps::Queue::open(fs::absolute(folder).lexically_normal());
    std::set<std::string> only;
    for (const auto& name : options.rows)
        only.insert(queue.sweep().rows[scheduler::findRow(queue.sweep(), name)].id);
    launch::Place place;
    place.kind = launch::PlaceKind::Slurm;
    place.slurm = slurm;
    const auto rows = takeRows(queue, scheduler::readQueueState(folder), only, launch::placeText(place));
    SubmittedArray submitted;
    if (rows.empty())
        return submitted;
    const auto giveBack = [&] {
        for (const auto& row : rows)
            row.lease.end(scheduler::LeaseState::Returned);
    };
    try {
        const auto output = queue.folder() / scheduler::kSchedulerFolder / "slurm";
        auto arguments = launch::sbatchArguments(slurm, launch::slurmName(queue.folder()), output.string());
        std::string escaped;
        for (const char c : output.string())
            escaped += c == '%' ? std::string("%%") : std::string(1, c);
        arguments.push_back("--output=" + escaped + "-%A_%a.txt");
        arguments.push_back("--array=0-" + std::to_string(rows.size() - 1) +
                            (options.jobs ? "%" + std::to_string(*options.jobs) : ""));
        const auto program = slurm.program.empty() ? launch::programOf({}).string() : slurm.program;
        const auto result = commands.run(arguments, kSubmission,
                                         launch::slurmScript(slurm, program, commandsFor(queue.folder(), rows)));
        if (launch::maybeSubmitted(result))
            throw launch::LaunchError(launch::slurmTrouble("sbatch", result) +
                                      " The rows are free again. If SLURM has accepted the array after all, its tasks "
                                      "end without training; remove it: scancel --name=" +
                                      launch::slurmName(queue.folder()));
        if (!result.succeeded())
            throw launch::LaunchError("SLURM has not accepted the queue. " + launch::slurmTrouble("sbatch", result));
        submitted.jobId = launch::jobIdOf(result.output);
        if (submitted.jobId.empty())
            throw launch::LaunchError("sbatch printed no job number: " + base::shownText(result.output));
        for (std::size_t task = 0; task < rows.size(); ++task) {
            const auto run = queue.folder() / rows[task].id;
            launch::Ticket ticket;
            ticket.place = launch::placeText(place);
            ticket.host = telemetry::hostName();
            ticket.jobId = submitted.jobId + "_" + std::to_string(task);
            ticket.programVersion = launch::programVersion();
            ticket.token = rows[task].lease.token();
            ticket.earlierSession = rows[task].earlierSession;
            ticket.launched = telemetry::secondsNow();
            fs::create_directories(run);
            launch::writeTicket(run, ticket);
            launch::rememberLaunch(ticket);
            submitted.rows.push_back(rows[task].id);
        }
    } catch (...) {
        if (!submitted.jobId.empty())
            commands.run({"scancel", submitted.jobId}, kSubmission);
        giveBack();
        throw;
    }
    return submitted;
}

}  // namespace isonet::cli
