// The regular files in an uncompressed tar file, found from header to header without reading their content: ustar and
// pax (POSIX.1-2001, pax, "ustar Interchange Format" and "pax Interchange Format") and GNU tar (its manual, "Basic Tar
// Format"), with long names and sizes above 8 GiB.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "training/data/images/InputFile.h"

namespace isonet::training {

struct TarMember {
    std::string name;          // "train/n01440764/x.JPEG", without "./" before it
    std::uint64_t offset = 0;  // of its first byte in the whole file
    std::uint64_t size = 0;    // bytes
};

// Calls `found` for each regular file in order of position. The tar file is `file`, or the `size` bytes of it from
// `begin` on (a tar file in a tar file), which `name` names in messages. A missing end mark is accepted, and so are tar
// files one after another. Throws DataError: not a tar file, compressed, a damaged header, or truncated.
void readTar(const InputFile& file, std::uint64_t begin, std::uint64_t size, const std::string& name,
             const std::function<void(const TarMember&)>& found);

}  // namespace isonet::training
