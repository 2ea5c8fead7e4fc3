// Files that are read at any position. A named pipe, a device or a socket would block its reader or never end: only
// regular files are opened.
#pragma once

#include <cstddef>
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

    const std::string& name() const { return name_; }
    int descriptor() const { return descriptor_; }
    std::uint64_t size() const { return size_; }       // when it was opened, bytes
    std::int64_t changed() const { return changed_; }  // time of the last change then, nanoseconds since 1970

    // Fills `to` from byte `offset`; returns the bytes read, which are fewer than `bytes` only at the file's end.
    // Throws std::system_error naming the file. Thread-safe.
    std::size_t read(std::uint64_t offset, void* to, std::size_t bytes) const;

private:
    std::string name_;
    int descriptor_ = -1;
    std::uint64_t size_ = 0;
    std::int64_t changed_ = 0;
};

// Why RegularFile would refuse `file`: "it is a folder", "it is a named pipe or a device", "No such file or directory";
// empty if it would not. For readers that use streams.
std::string whyUnreadable(const std::filesystem::path& file);

}  // namespace isonet::base
