// status.json, which has to say why a run ended even where the reason is a full disk.
#pragma once

#include <filesystem>
#include <string>

namespace isonet::telemetry {

// Replaces the file atomically and keeps 8 KiB of the disk for it. If it cannot be replaced, the existing file is
// written over in place, within that room; the remainder of the old content becomes spaces, and a reader may see a
// mixture for a moment. Throws StorageError, with the old content intact, if this fails, too: there is no existing
// file, it is a symbolic or hard link, or its file system cannot reserve room or copies on every write.
void writeStatusFile(const std::filesystem::path& file, const std::string& content);

}  // namespace isonet::telemetry
