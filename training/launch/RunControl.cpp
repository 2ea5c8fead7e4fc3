#include "training/launch/RunControl.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>

#include "training/launch/KnownLaunches.h"
#include "training/launch/Launcher.h"
#include "training/launch/SshCommand.h"
#include "training/launch/Ticket.h"
#include "training/telemetry/RunLock.h"
#include "training/telemetry/RunReading.h"

namespace isonet::launch {
namespace {

constexpr std::chrono::milliseconds kLook(50);

// The place of a run of which this folder is a copy.
std::optional<Place> copiedFrom(const std::optional<Ticket>& ticket) {
    if (!ticket || ticket->remoteFolder.empty())
        return std::nullopt;
    try {
        const Place place = parsePlace(ticket->place);
        return place.kind == PlaceKind::Ssh ? std::optional(place) : std::nullopt;
    } catch (const std::invalid_argument&) {
        return std::nullopt;
    }
}

std::optional<Reply> remoteReply(const std::string& output) {
    try {
        const auto json = nlohmann::ordered_json::parse(output);
        if (json.at("done").is_null())
            return std::nullopt;
        return Reply{json.at("done").get<bool>(), json.at("message").get<std::string>()};
    } catch (const nlohmann::ordered_json::exception&) {
        return Reply{false, output};
    }
}

std::optional<Reply> controlThere(const Ticket& ticket, const Place& place, const Command& command,
                                  std::chrono::seconds longest, CommandRunner& commands) {
    if (!isKnownLaunch(ticket))
        throw LaunchError("The run was launched by another user or from another computer; control it there.");
    SshCommand ssh(place.ssh, commands);
    std::vector<std::string> words{ssh.program(), "control", ticket.remoteFolder,
                                   std::string(actionName(command.action))};
    for (const auto& [key, value] : command.settings)
        words.push_back(key + "=" + value);
    words.insert(words.end(), {"--json", "--wait", std::to_string(longest.count())});
    const CommandResult result = ssh.run(words, longest + std::chrono::seconds(40));
    // 2 and 3 with JSON: the run has answered, and has not done it.
    if (!result.succeeded() && result.output.empty())
        throw LaunchError(ssh.trouble(result));
    return remoteReply(result.output);
}

}  // namespace

std::optional<Reply> waitForReply(const std::filesystem::path& run, const std::string& id,
                                  std::chrono::milliseconds longest) {
    const auto until = std::chrono::steady_clock::now() + longest;
    bool ended = false;
    for (;;) {
        if (auto reply = takeReply(run, id))
            return reply;
        if (ended && withdrawCommand(run, id))
            return Reply{false, "The run ended before it took the command."};
        if (ended)
            return Reply{false, "The run ended before it answered."};
        if (std::chrono::steady_clock::now() >= until)
            return std::nullopt;
        const auto status = telemetry::readStatus(run);
        const auto state = status ? status->state : telemetry::RunState::Failed;
        // Once more: the reply is written just before the end.
        ended = state != telemetry::RunState::Preparing && state != telemetry::RunState::Running &&
                state != telemetry::RunState::Paused && !telemetry::isInUse(run);
        std::this_thread::sleep_for(kLook);
    }
}

std::optional<Reply> controlRun(const std::filesystem::path& run, const Command& command, std::chrono::seconds longest,
                                CommandRunner& commands) {
    const auto ticket = readTicket(run);
    if (const auto place = copiedFrom(ticket))
        return controlThere(*ticket, *place, command, longest, commands);
    return waitForReply(run, sendCommand(run, command), longest);
}

}  // namespace isonet::launch
