// Small files in <run>/control/, relative to the opened folder, never through a symbolic link.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace isonet::launch {

class ControlFolder {
public:
    // Opens it; `make`: creates it if it is missing. isOpen() is false if it is missing, not a folder, or a link.
    ControlFolder(const std::filesystem::path& run, bool make);
    ~ControlFolder();
    ControlFolder(const ControlFolder&) = delete;
    ControlFolder& operator=(const ControlFolder&) = delete;

    bool isOpen() const { return descriptor_ >= 0; }
    std::error_code error() const { return error_; }  // why it is not open, or of the last write()

    // Names that are not folders, sorted; at most 10,000.
    std::vector<std::string> names() const;
    // Nothing if it is missing, not a regular file, or longer than 16 KiB.
    std::optional<std::string> read(const std::string& name) const;
    // Under a temporary name, synced, renamed. False: error() says why.
    bool write(const std::string& name, std::string_view content);
    bool remove(const std::string& name) const;
    // Seconds by which its last change is older than that of the folder: both by the clock of the disk, whatever that
    // of this machine says. 0 if unknown.
    double age(const std::string& name) const;

private:
    bool writeTemporary(const std::string& name, std::string_view content);
    int descriptor_ = -1;
    std::error_code error_;
};

}  // namespace isonet::launch
