#include "training/config/UserFolders.h"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

namespace isonet::config {
namespace {

namespace fs = std::filesystem;

fs::path variable(const char* name) {
    const char* value = std::getenv(name);
    return fs::path(value ? value : "");
}

}  // namespace

std::string userFolder() {
    // The XDG specification says to ignore relative paths.
    if (const auto data = variable("XDG_DATA_HOME"); data.is_absolute())
        return (data / "isonet").string();
    fs::path home = variable("HOME");
    if (home.empty()) {
        const passwd* user = ::getpwuid(::getuid());
        home = user && user->pw_dir ? fs::path(user->pw_dir) : fs::current_path();
    }
    return (home / ".local" / "share" / "isonet").string();
}

std::string defaultDataFolder() {
    const auto data = variable("ISONET_DATA");
    return data.empty() ? (fs::path(userFolder()) / "data").string() : data.string();
}

}  // namespace isonet::config
