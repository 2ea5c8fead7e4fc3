// Whole files that are either the old ones or the new ones, never half.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace isonet::config {

// Writes to a temporary file beside `file` (".<name>.<process>-<number>.tmp"), syncs it, renames it over `file` and
// syncs the folder. On failure (disk full) the old file stays, the temporary one is removed, and std::system_error
// names the file.
void replaceFile(const std::filesystem::path& file, std::string_view content);

// The whole content. std::system_error naming the file when it cannot be read or is longer than `maximumBytes`.
std::string readFile(const std::filesystem::path& file, std::size_t maximumBytes);

}  // namespace isonet::config
