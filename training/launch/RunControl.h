// A command to a run and its reply, wherever the run runs.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>

#include "training/launch/CommandRunner.h"
#include "training/launch/ControlFile.h"

namespace isonet::launch {

// Waits for the reply to a command. Nothing: none came in time; the command stays and is executed later. A run that
// ends meanwhile gives a reply, too. Blocks.
std::optional<Reply> waitForReply(const std::filesystem::path& run, const std::string& id,
                                  std::chrono::milliseconds longest);

// Sends a command and waits at most `longest` for its reply. For a run whose folder is a copy of one on another machine
// (ssh with folder=), the isonet there does both. Throws telemetry::StorageError, LaunchError.
std::optional<Reply> controlRun(const std::filesystem::path& run, const Command& command, std::chrono::seconds longest,
                                CommandRunner& commands = systemCommands());

}  // namespace isonet::launch
