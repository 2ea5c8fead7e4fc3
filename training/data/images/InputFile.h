// A base::RegularFile with the errors of datasets. Thread-safe.
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
    const std::string& name() const { return file_.name(); }
    std::uint64_t size() const { return file_.size(); }       // bytes, when it was opened
    std::int64_t changed() const { return file_.changed(); }  // time of the last change, nanoseconds since 1970

    // Fills `out` from byte `offset`. Throws DataError: the file ends before, or cannot be read.
    void read(std::uint64_t offset, std::span<std::uint8_t> out) const;
    // Asks the system to read these bytes soon; returns at once.
    void expect(std::uint64_t offset, std::uint64_t size) const;

private:
    base::RegularFile file_;
};

}  // namespace isonet::training
