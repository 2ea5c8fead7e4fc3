// How the processes of a launched run ended: <run>/exit.json, written by the supervisor.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace isonet::launch {

struct ExitRecord {
    int code = 0;         // 128 + N: ended by signal N
    std::string message;  // which rank ended first, and how; empty if all ended with 0
};

void writeExit(const std::filesystem::path& run, const ExitRecord& record);  // ignores errors
std::optional<ExitRecord> readExit(const std::filesystem::path& run);

// The last lines of output.txt, for messages; empty if there are none.
std::string lastOutput(const std::filesystem::path& run);

}  // namespace isonet::launch
