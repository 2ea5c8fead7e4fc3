// Opens files for reading. A named pipe, a device or a socket would block its reader or never end: only regular files
// are opened.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace isonet::base {

class RegularFile {
public:
    // Throws std::system_error naming `file`; ENXIO: it is not a regular file.
    explicit RegularFile(const std::filesystem::path& file);
    ~RegularFile();
    RegularFile(const RegularFile&) = delete;
    RegularFile& operator=(const RegularFile&) = delete;

    int descriptor() const { return descriptor_; }
    std::uint64_t size() const { return size_; }  // when it was opened, bytes

private:
    int descriptor_ = -1;
    std::uint64_t size_ = 0;
};

// Why RegularFile would refuse `file`: "it is a folder", "it is a named pipe or a device", "No such file or directory";
// empty if it would not. For readers that use streams.
std::string whyUnreadable(const std::filesystem::path& file);

}  // namespace isonet::base
