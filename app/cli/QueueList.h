// `isonet queue list`.
#pragma once

#include <filesystem>

namespace isonet::cli {

// The rows of a queue: state, place, progress, time left, failures. Returns the exit code.
int listRows(const std::filesystem::path& queue, bool json);
// The queues directly in a folder.
int listQueues(const std::filesystem::path& folder, bool json);

}  // namespace isonet::cli
