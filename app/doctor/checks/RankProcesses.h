// `isonet train` as several processes of this machine, as torchrun would start them.
#pragma once

#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>

namespace isonet::doctor {

// The command `isonet` next to this program; nothing if there is none (the window was installed alone).
std::optional<std::filesystem::path> commandProgram();

// Trains `config` (a YAML file) into `run` with `ranks` processes. Returns an empty text, or why it failed: the last
// line that a failed process wrote. Ends them all when one fails, when stopped, or after `seconds`.
std::string trainAsRanks(const std::filesystem::path& program, const std::filesystem::path& config,
                         const std::filesystem::path& run, int ranks, int seconds, std::stop_token stop);

}  // namespace isonet::doctor
