// Why a reader does not find what it looks for: what is in a folder that this process may not enter is not missing.
#pragma once

#include <filesystem>
#include <string>

namespace isonet::base {

// What a message says after the name of `path`: `absent` only if nothing is there, otherwise the system's reason, such
// as "cannot be read: Permission denied". Empty: it is there, and this process may read it (a folder: list and enter
// it).
std::string whyNotFound(const std::filesystem::path& path, const std::string& absent = "is missing");

// "; FOLDER/x cannot be read: Permission denied" for the first such entry, by name, of the first thousand in `folder`;
// hidden ones are ignored. Empty: there is none. For messages that say what a folder does not contain.
std::string unreadableNote(const std::filesystem::path& folder);

}  // namespace isonet::base
