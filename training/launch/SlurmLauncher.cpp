#include "training/launch/SlurmLauncher.h"

#include <algorithm>
#include <array>
#include <utility>

#include "model/base/ShownText.h"
#include "training/launch/KnownLaunches.h"
#include "training/launch/PreparedRun.h"
#include "training/launch/RunSigns.h"
#include "training/launch/SlurmCommand.h"
#include "training/launch/SlurmQueue.h"
#include "training/telemetry/RunFiles.h"

namespace isonet::launch {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kSubmission(60);

bool isOneOf(const std::string& state, const std::vector<std::string_view>& states) {
    return std::ranges::find(states, state) != states.end();
}

std::string bashArray(const std::vector<std::string>& words) {
    std::string text = "(";
    for (const std::string& word : words)
        text += base::shellWord(word) + " ";
    return text + ")\n";
}

std::string scriptOf(const Place& place, const Order& order, const PreparedRun& run) {
    const auto config = (run.run() / telemetry::kLaunchConfigFile).string();
    std::string commands = "run=" + base::shellWord(run.run().string()) +
                           "\nfirst=" + bashArray({"train", config, "--run-dir", run.run().string()}) +
                           "more=" + bashArray(order.arguments) + "mine() { true; }\n";
    if (order.threads > 0)
        commands += "export OMP_NUM_THREADS=" + std::to_string(order.threads) + "\n";
    const auto& program = place.slurm.program;
    return slurmScript(place.slurm, program.empty() ? programOf(order).string() : program, commands);
}

// A task of an array has the name of its queue.
std::string jobName(const std::string& id, const fs::path& run) {
    return slurmName(id.find('_') == std::string::npos ? run : run.parent_path());
}

JobReport endedJob(const SlurmJob& job, const RunSigns& signs, const Ticket& ticket, const fs::path& run) {
    const std::string id = "SLURM job " + ticket.jobId;
    const std::string resume = " Resume the run from its last checkpoint.";
    std::string detail = id + " is no longer known to SLURM." + resume;
    if (job.state == "TIMEOUT" || job.state == "DEADLINE")
        detail = id + " reached its time limit (" + job.limit + ") before it could write a checkpoint." + resume +
                 " Choose a longer time=..., or write checkpoints more often (telemetry.checkpoint_minutes).";
    else if (job.state == "NODE_FAIL" || job.state == "BOOT_FAIL")
        detail = id + " ended because node " + job.nodes + " failed." + resume +
                 " To avoid the node: extra=--exclude=" + job.nodes + ".";
    else if (job.state == "OUT_OF_MEMORY")
        detail = id + " used more memory than it requested. Resume it with more: extra=--mem=32G.";
    else if (job.state == "PREEMPTED")
        detail = id + " was preempted and not requeued." + resume;
    else if (job.state == "CANCELLED")
        detail = id + " was canceled before it wrote how it ended." + resume;
    else if (job.state == "FAILED" || job.state == "COMPLETED")
        detail = id + " ended without saying how: " + lastOutput(run) + resume;
    return reportOf(signs, ticket, run, Existence::Gone, detail);
}

JobReport livingJob(const SlurmJob& job, const RunSigns& signs, const Ticket& ticket, const fs::path& run) {
    const std::string id = "SLURM job " + ticket.jobId;
    if (isOneOf(job.state, {"PENDING", "REQUEUED", "REQUEUE_HOLD", "REQUEUE_FED", "SPECIAL_EXIT", "CONFIGURING"})) {
        std::string detail = id + " waits: " + job.reason + ".";
        if (job.reason.find("PartitionTimeLimit") != std::string::npos)
            detail = id + " will never start: its time limit (" + job.limit +
                     ") is longer than the partition allows. Cancel it and choose a shorter time=....";
        else if (job.reason.find("DependencyNeverSatisfied") != std::string::npos)
            detail = id + " will never start: its dependency has failed. Cancel it.";
        return {JobState::Pending, detail, {}};
    }
    if (isOneOf(job.state, {"SUSPENDED", "STOPPED"}))
        return {
            JobState::Silent, id + " is suspended by SLURM (" + job.reason + "); it resumes when SLURM lets it.", {}};
    // A job that has not stored its end is about to do so, or to be requeued, or to resume the run.
    if (signs.status && isFinal(*signs.status) && !signs.inUse && !signs.exit)
        return {JobState::Pending, id + " is about to end or to resume the run.", {}};
    return reportOf(signs, ticket, run, Existence::Lives);
}

}  // namespace

std::string slurmName(const fs::path& run) {
    std::string name = "isonet-" + run.filename().string();
    for (char& c : name)
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.'))
            c = '_';
    return name.substr(0, 64);
}

SlurmLauncher::SlurmLauncher(Place place, CommandRunner& commands) : place_(std::move(place)), commands_(commands) {}

Ticket SlurmLauncher::launch(const Order& order) {
    PreparedRun run(order, commands_);
    const auto arguments =
        sbatchArguments(place_.slurm, slurmName(run.run()), (run.run() / telemetry::kOutputFile).string());
    const CommandResult result = commands_.run(arguments, kSubmission, scriptOf(place_, order, run));
    if (maybeSubmitted(result)) {
        run.launched();  // the job needs the folder
        throw LaunchError(slurmTrouble("sbatch", result) + " SLURM may have accepted the job anyway, so " +
                          base::shownName(run.run().string()) + " is kept. Look with `squeue --name=" +
                          slurmName(run.run()) + "`; if there is no such job, start the run again.");
    }
    if (!result.succeeded())
        throw LaunchError("SLURM has not accepted the job. " + slurmTrouble("sbatch", result));
    Ticket ticket = run.ticket(place_, order);
    ticket.jobId = jobIdOf(result.output);
    if (ticket.jobId.empty())
        throw LaunchError("sbatch printed no job number: " + base::shownText(result.output));
    try {
        writeTicket(run.run(), ticket);
    } catch (...) {
        commands_.run({"scancel", ticket.jobId}, kSubmission);
        throw;
    }
    run.launched();
    rememberLaunch(ticket);
    return ticket;
}

JobReport SlurmLauncher::look(const Ticket& ticket, const fs::path& run) {
    const RunSigns signs = readSigns(run, ticket);
    const bool interrupted = signs.status && signs.status->state == telemetry::RunState::Interrupted;
    const bool fresh = signs.status && !isFinal(*signs.status);
    const JobReport own = reportOf(signs, ticket, run, Existence::Unknown);
    if ((own.state == JobState::Ended && !interrupted) || (own.state == JobState::Running && fresh))
        return own;
    const std::string id = jobIdOf(ticket.jobId);
    if (id.empty() || !isKnownLaunch(ticket))
        return reportOf(signs, ticket, run, Existence::Unknown,
                        "The job was submitted by another user or from another computer, so SLURM is not queried.");
    const SlurmJob job = &commands_ == &systemCommands() ? systemSlurm().job(id) : askSlurm(id, commands_);
    if (!job.trouble.empty())
        return own.state == JobState::Ended ? own : reportOf(signs, ticket, run, Existence::Unknown, job.trouble);
    const bool ended =
        job.state.empty() || isOneOf(job.state, {"TIMEOUT", "DEADLINE", "NODE_FAIL", "BOOT_FAIL", "FAILED", "COMPLETED",
                                                 "CANCELLED", "OUT_OF_MEMORY", "PREEMPTED", "REVOKED"});
    if (ended)
        return endedJob(job, signs, ticket, run);
    if (job.name != jobName(id, run))
        return {JobState::Unknown,
                "SLURM job " + id + " is " + job.name + ", not this run; its number has been reused.",
                {}};
    return livingJob(job, signs, ticket, run);
}

void SlurmLauncher::cancel(const Ticket& ticket, const fs::path& run) {
    const std::string id = jobIdOf(ticket.jobId);
    if (id.empty() || !isKnownLaunch(ticket))
        throw LaunchError("The job was submitted by another user or from another computer; cancel it there: scancel " +
                          base::shownName(ticket.jobId));
    const SlurmJob job = askSlurm(id, commands_);
    if (!job.trouble.empty())
        throw LaunchError(job.trouble);
    if (job.state.empty())
        return;
    if (job.name != jobName(id, run))
        throw LaunchError("SLURM job " + id + " is " + job.name + ", not this run; it is left alone.");
    std::vector<std::string> arguments{"scancel"};
    if (isOneOf(job.state, {"RUNNING", "SUSPENDED", "STOPPED"}))
        arguments.insert(arguments.end(), {"--batch", "--signal=USR2"});  // the script ends it with a checkpoint
    arguments.push_back(id);
    const CommandResult result = commands_.run(arguments, kSubmission);
    if (!result.succeeded())
        throw LaunchError("The job could not be canceled. " + slurmTrouble("scancel", result));
}

}  // namespace isonet::launch
