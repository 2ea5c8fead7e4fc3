// A base::RegularFile whose reads are bounds-checked, with the errors of this room.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

#include "model/base/RegularFile.h"

namespace isonet::interop {

class InputFile {
public:
    // Throws std::system_error if the file cannot be opened, FormatError if it is not a regular file.
    explicit InputFile(const std::filesystem::path& file);

    std::uint64_t size() const { return file_.size(); }
    const std::string& name() const { return file_.name(); }

    // Exactly `bytes` bytes from `offset`. Throws FormatError if the file is too short, std::system_error on an I/O
    // error.
    void read(std::uint64_t offset, void* to, std::size_t bytes) const;

private:
    base::RegularFile file_;
};

}  // namespace isonet::interop
