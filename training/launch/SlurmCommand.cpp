#include "training/launch/SlurmCommand.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <sstream>

#include "model/base/ShownText.h"

namespace isonet::launch {
namespace {

constexpr std::chrono::seconds kAnswer(20);  // SLURM's own message timeout is 10 s

std::string firstLine(std::string_view text) {
    return std::string(text.substr(0, text.find('\n')));
}

std::string trimmed(std::string text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == ' '))
        text.pop_back();
    return text;
}

std::vector<std::string> fieldsOf(const std::string& line) {
    std::vector<std::string> fields;
    std::size_t start = 0;
    for (;;) {
        const auto end = line.find('|', start);
        fields.push_back(line.substr(start, end == std::string::npos ? end : end - start));
        if (end == std::string::npos)
            return fields;
        start = end + 1;
    }
}

// "CANCELLED by 1000" -> "CANCELLED".
std::string stateWord(const std::string& text) {
    return text.substr(0, text.find_first_of(" +"));
}

struct Remedy {
    std::string_view sign, sentence;
};
constexpr std::array<Remedy, 9> kRemedies{
    {{"Unable to contact slurm controller",
      "SLURM's controller does not answer. Check it with `scontrol ping`, ask the administrators, and try again "
      "later."},
     {"Connection refused", "SLURM's controller does not answer. Check it with `scontrol ping`, and try again later."},
     {"Socket timed out", "SLURM's controller is overloaded or does not answer. Try again later."},
     {"Zero Bytes were transmitted", "SLURM's controller did not accept the connection: is munge running here?"},
     {"authentication", "SLURM does not accept this user or machine: is munge running here, with the cluster's key?"},
     {"nvalid partition", "Choose a partition that `sinfo` lists: slurm:partition=NAME."},
     {"nvalid account", "Choose an account that `sacctmgr show associations user=$USER` lists: slurm:account=NAME."},
     {"node configuration is not available",
      "No node of the partition meets the request; request fewer gpus, nodes or cpus (`sinfo -o '%P %D %c %G'`)."},
     {"ime limit", "Choose a shorter time=... than the partition's limit (`sinfo -o '%P %l'`)."}}};

}  // namespace

std::vector<std::string> sbatchArguments(const SlurmOptions& options, const std::string& name,
                                         const std::string& output) {
    std::string file;
    for (const char c : output)
        file += c == '%' ? "%%" : std::string(1, c);
    std::vector<std::string> arguments{"sbatch",
                                       "--parsable",
                                       "--job-name=" + name,
                                       "--output=" + file,
                                       "--open-mode=append",
                                       "--nodes=" + std::to_string(options.nodes),
                                       "--ntasks-per-node=" + std::to_string(std::max(1, options.gpus)),
                                       "--requeue",
                                       "--signal=B:USR1@60"};
    const auto add = [&](const char* option, const std::string& value) {
        if (!value.empty())
            arguments.push_back(option + value);
    };
    add("--gpus-per-node=", options.gpus > 0 ? std::to_string(options.gpus) : "");
    add("--cpus-per-task=", options.cpus > 0 ? std::to_string(options.cpus) : "");
    add("--partition=", options.partition);
    add("--time=", options.time);
    add("--account=", options.account);
    arguments.insert(arguments.end(), options.extra.begin(), options.extra.end());
    return arguments;
}

std::string slurmScript(const SlurmOptions& options, const std::string& program, const std::string& commands) {
    const std::string device = options.gpus > 0 ? " --device cuda" : "";
    return "#!/bin/bash\n" + commands + "program=" + base::shellWord(program) + R"(
if ! [ -x "$program" ]; then
    echo "isonet: $program is not on $(hostname), or cannot be executed there; name it: slurm:program=PATH"
    exit 3
fi
if ! mine; then
    echo "isonet: another process has been given $run; this job changes nothing there"
    exit 3
fi
rm -f "$run/exit.json"
if [ -e "$run/config.yaml" ]; then set -- train --resume "$run"; else set -- "${first[@]}"; fi
asked=
# Not to srun, which would kill the step.
end_step() { asked=$1; scancel --signal=TERM "$SLURM_JOB_ID"; }
trap 'end_step limit' USR1
trap 'end_step stop' USR2 TERM
export SRUN_CPUS_PER_TASK="$SLURM_CPUS_PER_TASK"
[ -n "$SRUN_CPUS_PER_TASK" ] || unset SRUN_CPUS_PER_TASK
srun --kill-on-bad-exit=0 "$program" "$@" --quiet "${more[@]}")" +
           device + R"( &
step=$!
wait "$step"
while kill -0 "$step" 2>/dev/null; do wait "$step"; done
wait "$step"
code=$?
if [ "$asked" = limit ] && [ "$code" = 130 ]; then
    echo "isonet: the time limit is near; the job is requeued and will resume the run."
    scontrol requeue "$SLURM_JOB_ID" && sleep 60
fi
mine || exit "$code"
echo "{\"exit_code\": $code, \"message\": \"\"}" > "$run/.launch.exit" && mv -f "$run/.launch.exit" "$run/exit.json"
exit "$code"
)";
}

std::string jobIdOf(std::string_view text) {
    const std::string id(text.substr(0, text.find_first_of(";\n ")));
    const bool valid = !id.empty() && id.size() <= 24 && id.front() != '_' && id.back() != '_' &&
                       std::ranges::all_of(id, [](char c) { return (c >= '0' && c <= '9') || c == '_'; });
    return valid ? id : std::string();
}

std::string slurmTrouble(const std::string& command, const CommandResult& result) {
    if (!result.started)
        return command + " cannot be started (" + result.errors +
               "): SLURM is not installed here, or not in PATH. Launch from a machine of the cluster, such as its "
               "login "
               "node.";
    if (result.timedOut)
        return command + " did not answer in time. SLURM's controller is overloaded or down; try again later.";
    const std::string text = trimmed(base::shownText(result.errors.empty() ? result.output : result.errors));
    for (const Remedy& remedy : kRemedies)
        if (text.find(remedy.sign) != std::string::npos)
            return command + ": " + text + "\n" + std::string(remedy.sentence);
    return command + ": " + (text.empty() ? "failed with exit code " + std::to_string(result.exitCode) : text);
}

bool maybeSubmitted(const CommandResult& result) {
    return result.timedOut || (!result.succeeded() && (result.errors.find("Socket timed out") != std::string::npos ||
                                                       result.errors.find("Zero Bytes") != std::string::npos));
}

SlurmJob askSlurm(const std::string& jobId, CommandRunner& commands) {
    SlurmJob job;
    const CommandResult queue =
        commands.run({"squeue", "--noheader", "--states=all", "--jobs=" + jobId, "--format=%T|%r|%j|%N|%l"}, kAnswer);
    const auto known = fieldsOf(firstLine(queue.output));
    if (queue.succeeded() && known.size() == 5) {
        job = {known[0], known[1], known[2], known[3], known[4], {}};
        return job;
    }
    const bool left = queue.succeeded() || queue.errors.find("Invalid job id") != std::string::npos;
    if (!left) {
        job.trouble = slurmTrouble("squeue", queue);
        return job;
    }
    const CommandResult past = commands.run({"sacct", "--noheader", "--parsable2", "--allocations", "--jobs=" + jobId,
                                             "--format=State,Reason,JobName,NodeList,Timelimit"},
                                            kAnswer);
    const auto ended = fieldsOf(firstLine(past.output));
    if (past.succeeded() && ended.size() == 5)
        job = {stateWord(ended[0]), ended[1], ended[2], ended[3], ended[4], {}};
    return job;  // without accounting SLURM forgets a job after some minutes
}

std::string askSlurmForAll(std::map<std::string, SlurmJob>& jobs, CommandRunner& commands) {
    const CommandResult queue = commands.run({"squeue", "--noheader", "--states=all", "--array",
                                              "--user=" + std::to_string(::getuid()), "--format=%i|%T|%r|%j|%N|%l"},
                                             kAnswer);
    if (!queue.succeeded())
        return slurmTrouble("squeue", queue);
    std::istringstream lines(queue.output);
    for (std::string line; std::getline(lines, line);)
        if (const auto known = fieldsOf(line); known.size() == 6)
            jobs[known[0]] = {known[1], known[2], known[3], known[4], known[5], {}};
    return {};
}

}  // namespace isonet::launch
