#include "training/launch/SshLauncher.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "model/base/AtomicFile.h"
#include "model/base/ShownText.h"
#include "training/launch/KnownLaunches.h"
#include "training/launch/PreparedRun.h"
#include "training/launch/RunSigns.h"
#include "training/telemetry/EventFolder.h"
#include "training/telemetry/RunFiles.h"

namespace isonet::launch {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kRemoteStart(90);  // includes loading LibTorch from a cold disk
constexpr double kFollow = 3;                     // seconds between copies
constexpr int kConnectionLost = 255;              // exit code of ssh
constexpr const char* kFollowed = ".launch.followed";
constexpr const char* kComplete = ".launch.complete";  // copied once more after the end

// The text of `--json` of isonet train --on there.
std::optional<Ticket> remoteTicket(const std::string& output) {
    try {
        const auto json = nlohmann::ordered_json::parse(output);
        return ticketOf(json.at("launch").dump());
    } catch (const nlohmann::ordered_json::exception&) {
        return std::nullopt;
    }
}

std::string boot(const std::string& text) {
    return text.substr(0, text.find_first_of("\r\n"));
}

}  // namespace

SshLauncher::SshLauncher(Place place, CommandRunner& commands)
    : place_(std::move(place)), commands_(commands), ssh_(place_.ssh, commands) {}

void SshLauncher::requireSameVersion() {
    const CommandResult result = ssh_.run({ssh_.program(), "--version"});
    if (!result.succeeded())
        throw LaunchError(ssh_.trouble(result));
    std::string version = boot(result.output);
    version.erase(0, version.starts_with("isonet ") ? 7 : 0);
    if (version != programVersion())
        throw LaunchError("isonet on " + place_.ssh.host + " is version " + base::shownName(version) + ", here it is " +
                          programVersion() + ". Install the same version there, or name it: program=/path/to/isonet.");
}

std::vector<std::string> SshLauncher::remoteCommand(const Order& order, const PreparedRun& run,
                                                    const std::string& folder) const {
    // Like PreparedRun::trainArguments(), with the folder there.
    std::vector<std::string> words{ssh_.program()};
    const std::string own = run.run().string();
    for (std::string word : run.trainArguments(order)) {
        if (word.starts_with(own))
            word.replace(0, own.size(), folder);
        words.push_back(std::move(word));
    }
    Place there = place_.ssh.on.empty() ? Place{} : parsePlace(place_.ssh.on);
    if (!order.devices.empty()) {
        there.devices = order.devices;
        there.kind = order.devices.size() > 1 ? PlaceKind::Devices : PlaceKind::Process;
    }
    words.insert(words.end(), {"--on", placeText(there), "--json"});
    if (order.threads > 0)
        words.insert(words.end(), {"--threads", std::to_string(order.threads)});
    return words;
}

Ticket SshLauncher::launch(const Order& order) {
    requireSameVersion();
    PreparedRun run(order, commands_);
    Ticket ticket = run.ticket(place_, order);
    std::string folder = run.run().string();
    if (!place_.ssh.folder.empty()) {
        ticket.remoteFolder = folder = place_.ssh.folder + "/" + run.run().filename().string();
        if (const auto made = ssh_.run({"mkdir", "-p", "--", folder}); !made.succeeded())
            throw LaunchError(ssh_.trouble(made));
        if (const auto copied = ssh_.push(run.run(), folder); !copied.succeeded())
            throw LaunchError(ssh_.copyTrouble(copied, place_.ssh.host + ":" + folder));
    }
    run.unlock();  // the program there takes the lock, which it may see
    const CommandResult result = ssh_.run(remoteCommand(order, run, folder), kRemoteStart);
    const auto there = result.succeeded() ? remoteTicket(result.output) : std::nullopt;
    // The answer is late, or the connection was lost: the run may have begun there, and needs its folder.
    if (!there && (result.timedOut || result.exitCode == kConnectionLost)) {
        run.launched();
        throw LaunchError(ssh_.trouble(result) + " The run may have started there anyway, so " +
                          base::shownName(run.run().string()) + " is kept. Look with `ssh " + place_.ssh.host + " " +
                          ssh_.program() + " jobs " + folder + "`; if it does not train, start it again.");
    }
    if (!there)
        throw LaunchError(result.succeeded() ? "isonet on " + place_.ssh.host + " has not said what it started: " +
                                                   base::shownText(result.output.substr(0, 300))
                                             : ssh_.trouble(result));
    run.launched();
    ticket.host = there->host;
    ticket.process = there->process;
    ticket.processStart = there->processStart;
    ticket.boot = there->boot;
    writeTicket(run.run(), ticket);
    rememberLaunch(ticket);
    return ticket;
}

std::string SshLauncher::follow(const Ticket& ticket, const fs::path& run, const char* mark, bool atOnce) {
    if (ticket.remoteFolder.empty())
        return {};
    std::error_code error;
    const auto last = fs::last_write_time(run / mark, error);
    if (!atOnce && !error && std::abs(telemetry::secondsNow() - telemetry::secondsOf(last)) < kFollow)
        return {};
    const CommandResult copied = ssh_.pull(ticket.remoteFolder, run);
    // 23, 24: some files have changed or vanished meanwhile; the next copy gets them.
    if (!copied.succeeded() && copied.exitCode != 23 && copied.exitCode != 24)
        return ssh_.copyTrouble(copied, run.string());
    try {
        base::replaceFile(run / mark, "");
    } catch (const std::system_error&) {  // a full disk here: rsync has reported it, too
    }
    return {};
}

bool SshLauncher::ask(const Ticket& ticket, ProcessState& state, std::string& trouble) {
    const std::string number = std::to_string(ticket.process);
    const CommandResult result = ssh_.run({"cat", "/proc/sys/kernel/random/boot_id", "/proc/" + number + "/stat"});
    if (!result.started || result.timedOut || result.exitCode == kConnectionLost) {
        trouble = ssh_.trouble(result);
        return false;
    }
    const auto line = result.output.find('\n');
    const std::string stat = line == std::string::npos ? "" : result.output.substr(line + 1);
    state = stateIn(stat, boot(result.output), {ticket.process, ticket.processStart, ticket.boot});
    return true;
}

JobReport SshLauncher::look(const Ticket& ticket, const fs::path& run) {
    const bool known = isKnownLaunch(ticket);
    RunSigns signs = readSigns(run, ticket);
    JobReport own = reportOf(signs, ticket, run, Existence::Unknown);
    std::error_code error;
    const bool complete = ticket.remoteFolder.empty() || fs::exists(run / kComplete, error);
    if (own.state == JobState::Ended && (complete || !known))
        return own;
    if (!known)
        return reportOf(signs, ticket, run, Existence::Unknown,
                        "The run was launched by another user or from another computer, so " +
                            base::shownName(place_.ssh.host) + " is not queried.");
    if (const std::string trouble = follow(ticket, run, kFollowed); !trouble.empty())
        return {JobState::Unknown, trouble, {}};
    signs = readSigns(run, ticket);
    own = reportOf(signs, ticket, run, Existence::Unknown);
    // A copy lists the files before it copies them: the end may be newer than the checkpoint copied with it.
    if (own.state == JobState::Ended)
        if (const std::string trouble = follow(ticket, run, kComplete); !trouble.empty())
            return {JobState::Unknown, trouble, {}};
    if (own.state == JobState::Ended || own.state == JobState::Running)
        return own;
    ProcessState state = ProcessState::Gone;
    std::string trouble;
    if (!ask(ticket, state, trouble))
        return reportOf(signs, ticket, run, Existence::Unknown, trouble);
    if (state == ProcessState::Gone) {  // perhaps since the last copy, and at its end
        if (const std::string late = follow(ticket, run, kFollowed, true); !late.empty())
            return {JobState::Unknown, late, {}};
        signs = readSigns(run, ticket);
    }
    const std::string process = "Process " + std::to_string(ticket.process) + " on " + place_.ssh.host;
    if (state == ProcessState::Stopped)
        return reportOf(
            signs, ticket, run, Existence::Stopped,
            process + " is stopped (SIGSTOP). Let it continue there: kill -CONT " + std::to_string(ticket.process));
    return reportOf(signs, ticket, run, state == ProcessState::Lives ? Existence::Lives : Existence::Gone,
                    process +
                        " is gone and has not said how it ended: it was killed, or the machine was restarted. "
                        "Resume the run from its last checkpoint.");
}

void SshLauncher::cancel(const Ticket& ticket, const fs::path& run) {
    if (!isKnownLaunch(ticket))
        throw LaunchError("The run was launched by another user or from another computer; stop it there.");
    const JobReport report = look(ticket, run);
    if (report.state == JobState::Ended || report.state == JobState::Dead)
        return;
    ProcessState state = ProcessState::Gone;
    std::string trouble;
    if (!ask(ticket, state, trouble))
        throw LaunchError(trouble);
    if (state == ProcessState::Gone) {  // perhaps since the last copy, and at its end
        if (const std::string late = follow(ticket, run, kFollowed, true); !late.empty())
            throw LaunchError(late);
        if (reportOf(readSigns(run, ticket), ticket, run, Existence::Unknown).state == JobState::Ended)
            return;
        throw LaunchError("The process that watches the run on " + place_.ssh.host +
                          " is gone. Stop the run by a command: isonet control " + base::shellWord(run.string()) +
                          " stop");
    }
    const std::string number = std::to_string(ticket.process);
    for (const char* signal : {"-TERM", "-CONT"})
        if (const auto sent = ssh_.run({"kill", signal, number}); !sent.succeeded())
            throw LaunchError(ssh_.trouble(sent));
}

}  // namespace isonet::launch
