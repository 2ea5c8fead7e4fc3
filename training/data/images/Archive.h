// Reads files from a packed archive (.tar.gz and other formats of libarchive) without extracting it to disk.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace isonet::training {

struct ArchiveEntry {
    std::string path;  // in the archive: "cifar-10-batches-bin/data_batch_1.bin"
    std::uint64_t size = 0;
};

// Reads an archive sequentially. `wanted` returns the buffer for an entry (resized to its size), or null to skip it.
// Throws DataError naming the archive: cannot be opened, not an archive, truncated or corrupt. `remedy` is appended to
// the message. `enough`, if given, ends the reading at the first entry for which it is true. At most `most` bytes of an
// entry are read.
void readArchive(const std::filesystem::path& file, const std::string& remedy,
                 const std::function<std::vector<std::uint8_t>*(const ArchiveEntry&)>& wanted,
                 const std::function<bool(const ArchiveEntry&)>& enough = {}, std::uint64_t most = UINT64_MAX);

}  // namespace isonet::training
