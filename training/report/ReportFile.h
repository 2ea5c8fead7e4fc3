// Writes the report of runs as an HTML file.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace isonet::report {

// Reads the runs and replaces `file` atomically. `footer`: the program and its version. Throws telemetry::StorageError
// (a folder is no run, `file` exists and may not be replaced, belongs to a run, or cannot be written).
void writeHtml(const std::vector<std::filesystem::path>& runs, const std::filesystem::path& file, bool replace,
               const std::string& footer);

}  // namespace isonet::report
