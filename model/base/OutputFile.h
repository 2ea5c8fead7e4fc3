// A file that appears complete or not at all: written to a temporary file next to the target
// (".<name>.<process>-<number>.tmp"), synced and renamed over the target. The folder is held open: renamed meanwhile,
// it still gets the file, or loses the temporary one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace isonet::base {

// Whether a file of this name, without folders, was left by a process that ended while writing.
bool isTemporaryName(std::string_view name);

class OutputFile {
public:
    enum class Links {
        Follow,  // replace the file that a symbolic link points to; the link stays
        Replace  // replace the link itself
    };

    // All members throw std::system_error naming the target. The previous file stays untouched on failure.
    explicit OutputFile(const std::filesystem::path& target, Links links = Links::Follow);
    ~OutputFile();  // removes the temporary file unless committed
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;

    void write(const void* data, std::size_t bytes);
    void write(std::string_view data) { write(data.data(), data.size()); }
    std::uint64_t position() const { return position_; }  // bytes written

    // fsync, check, rename over the target, fsync of the folder. `check` reads the temporary file and throws if it is
    // not what was to be written; the previous file then stays.
    void commit(const std::function<void(const std::filesystem::path& written)>& check = {});

private:
    [[noreturn]] void fail() const;
    void openFolder();

    std::filesystem::path target_;
    std::string temporary_;  // name in the folder; empty: there is none
    int folder_ = -1, descriptor_ = -1;
    std::uint64_t position_ = 0;
};

}  // namespace isonet::base
