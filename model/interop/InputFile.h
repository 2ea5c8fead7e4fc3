// Random access to a regular file; reads are bounds-checked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

namespace isonet::interop {

class InputFile {
public:
    // Throws std::system_error if the file cannot be opened, FormatError if it is not a regular file.
    explicit InputFile(const std::filesystem::path& file);
    ~InputFile();
    InputFile(const InputFile&) = delete;
    InputFile& operator=(const InputFile&) = delete;

    std::uint64_t size() const { return size_; }
    const std::string& name() const { return name_; }

    // Exactly `bytes` bytes from `offset`. Throws FormatError if the file is too short, std::system_error on an I/O
    // error.
    void read(std::uint64_t offset, void* to, std::size_t bytes) const;

private:
    std::string name_;
    int descriptor_ = -1;
    std::uint64_t size_ = 0;
};

}  // namespace isonet::interop
