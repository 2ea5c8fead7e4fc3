// The lock of a run directory: flock on <run>/.lock, whose content "<process> <host>" is for messages.
#pragma once

#include <filesystem>

namespace isonet::telemetry {

inline constexpr const char* kLockFile = ".lock";

// A descriptor that holds the lock until it is closed. Throws StorageError naming the process that holds it.
int lockRun(const std::filesystem::path& run);

// The error of a run that another process holds.
[[noreturn]] void throwInUse(const std::filesystem::path& run);

}  // namespace isonet::telemetry
