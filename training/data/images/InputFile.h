// A file that is read at any position. Thread-safe.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "model/base/RegularFile.h"

namespace isonet::training {

class InputFile {
public:
    // Throws DataError naming the file: missing, unreadable or not a regular file.
    explicit InputFile(const std::filesystem::path& file);
    const std::string& name() const { return name_; }
    std::uint64_t size() const { return file_.size(); }  // bytes, when it was opened
    std::int64_t changed() const { return changed_; }    // time of the last change, nanoseconds since 1970

    // Fills `out` from byte `offset`. Throws DataError: the file ends before, or cannot be read.
    void read(std::uint64_t offset, std::span<std::uint8_t> out) const;
    // Asks the system to read these bytes soon; returns at once.
    void expect(std::uint64_t offset, std::uint64_t size) const;

private:
    std::string name_;
    base::RegularFile file_;
    std::int64_t changed_ = 0;
};

}  // namespace isonet::training
