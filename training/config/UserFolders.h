// Where a user's files are by default.
#pragma once

#include <string>

namespace isonet::config {

// XDG_DATA_HOME/isonet, else ~/.local/share/isonet.
std::string userFolder();
// For files that can be regenerated: XDG_CACHE_HOME/isonet, else ~/.cache/isonet.
std::string cacheFolder();
// Where datasets are looked for: ISONET_DATA, else data/ in userFolder().
std::string defaultDataFolder();

}  // namespace isonet::config
