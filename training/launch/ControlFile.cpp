#include "training/launch/ControlFile.h"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <nlohmann/json.hpp>

#include "model/base/JsonText.h"
#include "model/base/ShownText.h"
#include "training/launch/ControlFolder.h"
#include "training/telemetry/RunFiles.h"
#include "training/telemetry/RunReading.h"

namespace isonet::launch {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using telemetry::RunState;
using telemetry::StorageError;

constexpr const char* kCommandEnding = ".json";
constexpr const char* kReplyEnding = ".reply";
constexpr std::size_t kTimeDigits = 16;     // microseconds since 1970
constexpr std::size_t kMostCommands = 100;  // in one call
constexpr double kOld = 600;                // seconds

struct NamedAction {
    Action action;
    std::string_view name;
};
constexpr std::array<NamedAction, 7> kActions{{{Action::Pause, "pause"},
                                               {Action::Resume, "resume"},
                                               {Action::Stop, "stop"},
                                               {Action::StopAfterEpoch, "stop-after-epoch"},
                                               {Action::Checkpoint, "checkpoint"},
                                               {Action::Validate, "validate"},
                                               {Action::Set, "set"}}};

std::string randomText() {
    std::uint64_t number = 0;
    if (::getrandom(&number, sizeof number, 0) != sizeof number)
        number = static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (int shift = 60; shift >= 0; shift -= 4)
        text += digits[(number >> shift) & 15u];
    return text.substr(0, 8);
}

// Sorts after all that are there, also if this machine's clock is behind that of another sender.
std::string nextId(const std::vector<std::string>& names) {
    using namespace std::chrono;
    std::string time = std::to_string(duration_cast<microseconds>(system_clock::now().time_since_epoch()).count());
    for (const std::string& name : names) {
        const std::string other = name.substr(0, kTimeDigits);
        if (other.size() == kTimeDigits && std::ranges::all_of(other, [](char c) { return c >= '0' && c <= '9'; }) &&
            other >= time && name.ends_with(kCommandEnding))
            time = std::to_string(std::stoll(other) + 1);
    }
    return time + "-" + randomText();
}

std::string commandJson(const Command& command) {
    Json json{{"command", actionName(command.action)}};
    if (command.action == Action::Set)
        json["settings"] = command.settings;
    json["for"] = command.session;
    return base::jsonText(json) + "\n";
}

std::optional<Command> commandOf(const std::string& content) {
    try {
        const Json json = Json::parse(content);
        const auto action = actionOf(json.at("command").get<std::string>());
        if (!action)
            return std::nullopt;
        Command command;
        command.action = *action;
        command.session = json.at("for").get<std::string>();
        if (command.action == Action::Set)
            command.settings = json.at("settings").get<std::map<std::string, std::string>>();
        return command;
    } catch (const Json::exception&) {
        return std::nullopt;
    }
}

std::string whyNobodyTrains(const fs::path& run, const telemetry::RunStatus& status) {
    const std::string name = run.string();
    const std::string why = status.message.empty() ? "" : " (" + status.message + ")";
    switch (status.state) {
        case RunState::Finished:
            return name + ": the run has finished; there is nothing to control.";
        case RunState::Diverged:
            return name + ": the run has diverged" + why + "; there is nothing to control.";
        case RunState::Failed:
            return name + ": the run has failed" + why + ". Resume it first.";
        default:
            return name + ": nothing trains this run now: it was interrupted" + why + ". Resume it first.";
    }
}

// The session to address; throws the reason if there is none.
std::string sessionOf(const fs::path& run) {
    if (!telemetry::isRun(run))
        throw StorageError(run.string() + ": the folder is not a run (no config.yaml). Check its name.");
    const auto status = telemetry::readStatus(run);
    if (!status)
        throw StorageError(run.string() + ": the run has no status.json; nothing trains it. Resume it first.");
    const bool trains =
        status->state == RunState::Preparing || status->state == RunState::Running || status->state == RunState::Paused;
    if (!trains)
        throw StorageError(whyNobodyTrains(run, *status));
    if (status->session.empty())
        throw StorageError(run.string() + ": process " + std::to_string(status->process) + " on " + status->host +
                           " trains this run with an earlier version of the program, which reads no commands. Stop it "
                           "there (kill " +
                           std::to_string(status->process) + ") and resume it with this version.");
    return status->session;
}

StorageError writeError(const fs::path& run, const ControlFolder& folder) {
    return telemetry::storageError(run / telemetry::kControlFolder, "the command cannot be stored", folder.error());
}

// Files of a sender or trainer that ended in between.
bool isLeftOver(const ControlFolder& folder, const std::string& name) {
    const bool ours = name.ends_with(kReplyEnding) || (name.starts_with('.') && name.ends_with(".tmp"));
    return ours && folder.age(name) > kOld;
}

std::string dropped(const std::string& name, const std::string& why) {
    return "Command " + base::shownName(name) + " was dropped: " + why + ".";
}

}  // namespace

std::string_view actionName(Action action) {
    return std::ranges::find(kActions, action, &NamedAction::action)->name;
}

std::optional<Action> actionOf(std::string_view name) {
    const auto found = std::ranges::find(kActions, name, &NamedAction::name);
    return found == kActions.end() ? std::nullopt : std::optional(found->action);
}

std::string sendCommand(const fs::path& run, Command command) {
    command.session = sessionOf(run);
    ControlFolder folder(run, true);
    if (!folder.isOpen())
        throw writeError(run, folder);
    command.id = nextId(folder.names());
    if (!folder.write(command.id + kCommandEnding, commandJson(command)))
        throw writeError(run, folder);
    return command.id;
}

std::optional<Reply> takeReply(const fs::path& run, const std::string& id) {
    const ControlFolder folder(run, false);
    if (!folder.isOpen())
        return std::nullopt;
    const auto content = folder.read(id + kReplyEnding);
    if (!content)
        return std::nullopt;
    folder.remove(id + kReplyEnding);
    try {
        const Json json = Json::parse(*content);
        return Reply{json.at("done").get<bool>(), json.at("message").get<std::string>()};
    } catch (const Json::exception&) {
        return Reply{false, "The answer of the run cannot be read."};
    }
}

bool withdrawCommand(const fs::path& run, const std::string& id) {
    const ControlFolder folder(run, false);
    return folder.isOpen() && folder.remove(id + kCommandEnding);
}

TakenCommands takeCommands(const fs::path& run, const std::string& session) {
    TakenCommands taken;
    std::vector<std::pair<std::string, std::string>> late;  // id and action
    const ControlFolder folder(run, false);
    if (!folder.isOpen())
        return taken;
    for (const std::string& name : folder.names()) {
        if (isLeftOver(folder, name))
            folder.remove(name);
        if (!name.ends_with(kCommandEnding) || name.starts_with('.') || taken.commands.size() >= kMostCommands)
            continue;
        const auto content = folder.read(name);
        auto command = content ? commandOf(*content) : std::nullopt;
        // Before it is executed: a process that is killed in between leaves no command to be executed twice.
        if (!folder.remove(name))
            taken.notes.push_back(dropped(name, "its file cannot be removed"));
        else if (!content)
            taken.notes.push_back(dropped(name, "it is not a small regular file"));
        else if (!command)
            taken.notes.push_back(dropped(name, "its content is not a command"));
        else {
            command->id = name.substr(0, name.size() - std::string_view(kCommandEnding).size());
            if (command->session == session) {
                taken.commands.push_back(std::move(*command));
                continue;
            }
            const std::string action(actionName(command->action));
            taken.notes.push_back(dropped(name, action + " was sent to an earlier session of this run"));
            // Its sender may still wait, and has not seen that the run was resumed.
            if (folder.age(name) < kOld)
                late.push_back({command->id, action});
        }
    }
    for (const auto& [id, action] : late)
        writeReply(run, id,
                   {false, "The " + action +
                               " was for the process that trained this run before; the run has been resumed since. "
                               "Send it again if it is for the new one."});
    return taken;
}

bool openControlFolder(const fs::path& run) {
    return ControlFolder(run, true).isOpen();
}

bool writeReply(const fs::path& run, const std::string& id, const Reply& reply) {
    ControlFolder folder(run, false);
    const Json json{{"done", reply.done}, {"message", reply.message}};
    return folder.isOpen() && folder.write(id + kReplyEnding, base::jsonText(json) + "\n");
}

}  // namespace isonet::launch
