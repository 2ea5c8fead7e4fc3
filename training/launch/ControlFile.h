// Commands to a run, from any process that sees its folder, also on another machine: one small JSON file per command in
// <run>/control/. The trainer removes a command before executing it and answers with a file next to it.
//
// Safe if either side ends at any moment: files appear whole or not at all, and a command names the session of the run
// (RunStatus::session) that it is for, so a later session never executes it. Nothing is followed through symbolic
// links; pipes, devices and long files are removed unread. All functions are thread-safe.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace isonet::launch {

enum class Action { Pause, Resume, Stop, StopAfterEpoch, Checkpoint, Validate, Set };
std::string_view actionName(Action action);  // "pause", "stop-after-epoch", ...
// Nothing for an unknown name.
std::optional<Action> actionOf(std::string_view name);

struct Command {
    Action action = Action::Pause;
    std::map<std::string, std::string> settings = {};  // of Set: key of the configuration -> value
    std::string session = {};                          // of the run; sendCommand() fills it in
    std::string id = {};                               // file name without its ending; sendCommand() fills it in
};

// Stores a command for the process that trains the run now, and returns its id. Throws telemetry::StorageError with the
// reason if nothing trains the run (it has finished, failed, ...), the process is of a version without control files,
// or the file cannot be written.
std::string sendCommand(const std::filesystem::path& run, Command command);

// The trainer's reply to a command.
struct Reply {
    bool done = false;    // it has been executed
    std::string message;  // "Paused at step 120.", or why it was not executed
};
// Removes the reply. Nothing if there is none (yet).
std::optional<Reply> takeReply(const std::filesystem::path& run, const std::string& id);
// Removes a command that has not been taken. False: it has been taken, or is not there.
bool withdrawCommand(const std::filesystem::path& run, const std::string& id);

// For the trainer. These throw nothing; what goes wrong is in the notes.
struct TakenCommands {
    std::vector<Command> commands;   // in the order in which they were sent
    std::vector<std::string> notes;  // lines for log.txt: commands that were dropped, and why
};
// Removes and returns the commands for `session`; removes all others, answers recent ones among them, and removes
// replies that nobody has fetched in the ten minutes before the last change of the folder.
TakenCommands takeCommands(const std::filesystem::path& run, const std::string& session);
// Makes the folder, so that it belongs to the user who trains. False: it cannot be made or is not a folder.
bool openControlFolder(const std::filesystem::path& run);
bool writeReply(const std::filesystem::path& run, const std::string& id, const Reply& reply);

}  // namespace isonet::launch
