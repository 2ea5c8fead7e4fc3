// Errors of files and folders, and atomic writes that throw them.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

namespace isonet::telemetry {

// A file or folder cannot be used: exit code 3. what() names the path and the remedy.
class StorageError : public std::runtime_error {
public:
    explicit StorageError(const std::string& message, std::error_code code = {})
        : std::runtime_error(message), code_(code) {}
    std::error_code code() const { return code_; }  // of the system, if there is one: ENOSPC for a full disk
    bool diskFull() const;

private:
    std::error_code code_;
};

// "<path>: <action>: <reason>. <remedy>" for a system error: no space left, no permission, not a folder, ...
StorageError storageError(const std::filesystem::path& path, const std::string& action, std::error_code code);

// Writes a temporary file in the same folder, syncs it, renames it and syncs the folder. Throws StorageError; the old
// file is then unchanged.
void writeFileAtomically(const std::filesystem::path& file, std::string_view content);

}  // namespace isonet::telemetry
