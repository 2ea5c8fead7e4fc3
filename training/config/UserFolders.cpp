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

fs::path homeFolder() {
    const fs::path home = variable("HOME");
    if (!home.empty())
        return home;
    const passwd* user = ::getpwuid(::getuid());
    return user && user->pw_dir ? fs::path(user->pw_dir) : fs::current_path();
}

// The XDG specification says to ignore relative paths.
std::string folderOf(const char* name, const fs::path& inHome) {
    const fs::path folder = variable(name);
    return ((folder.is_absolute() ? folder : homeFolder() / inHome) / "isonet").string();
}

}  // namespace

std::string userFolder() {
    return folderOf("XDG_DATA_HOME", fs::path(".local") / "share");
}

std::string cacheFolder() {
    return folderOf("XDG_CACHE_HOME", ".cache");
}

std::string defaultDataFolder() {
    const auto data = variable("ISONET_DATA");
    return data.empty() ? (fs::path(userFolder()) / "data").string() : data.string();
}

}  // namespace isonet::config
