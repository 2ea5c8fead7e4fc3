// A file that appears whole or not at all: written under a temporary name beside its target, synced, renamed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace isonet::interop {

class OutputFile {
public:
    // Every failure is a std::system_error that names the target; what stood there before stays untouched.
    explicit OutputFile(const std::filesystem::path& target);
    ~OutputFile();  // without commit(): removes the temporary file
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;

    void write(const void* data, std::size_t bytes);
    void write(std::string_view data) { write(data.data(), data.size()); }
    std::uint64_t position() const { return position_; }

    void commit();  // fsync, rename over the target, fsync of the folder

private:
    [[noreturn]] void fail(const char* what) const;

    std::filesystem::path target_;
    std::filesystem::path temporary_;
    int descriptor_ = -1;
    std::uint64_t position_ = 0;
};

}  // namespace isonet::interop
