// The lock of a run directory, which one process at a time writes: flock on <run>/.lock. The file's content, "<process>
// <host>", is for error messages. On NFS the kernel maps flock to a server lock, so other machines see it. On a file
// system without locks the process named in the file is checked instead, which works on one machine only.
#pragma once

#include <filesystem>

namespace isonet::telemetry {

inline constexpr const char* kLockFile = ".lock";

// Returns a descriptor that holds the lock until it is closed. Throws StorageError naming the process that holds it.
int lockRun(const std::filesystem::path& run);

// Whether a live process holds the lock. Briefly takes the lock, shared.
bool isInUse(const std::filesystem::path& run);

// The error for a run that another process holds.
[[noreturn]] void throwInUse(const std::filesystem::path& run);

}  // namespace isonet::telemetry
