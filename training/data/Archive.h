// Files out of a packed archive (.tar.gz and what else libarchive reads), without unpacking it to the disk.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace isonet::training {

struct ArchiveEntry {
    std::string path;  // as in the archive: "cifar-10-batches-bin/data_batch_1.bin"
    std::uint64_t size = 0;
};

// Reads an archive from its first entry to its last. `wanted` gives the memory for an entry's bytes (resized to its
// size), or null to pass over it. Throws DataError naming the archive: it cannot be opened, is none, is cut short or
// damaged. `remedy` ends the message.
void readArchive(const std::filesystem::path& file, const std::string& remedy,
                 const std::function<std::vector<std::uint8_t>*(const ArchiveEntry&)>& wanted);

}  // namespace isonet::training
