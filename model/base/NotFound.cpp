#include "model/base/NotFound.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <vector>

namespace isonet::base {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t mostEntries = 1000;

std::string unreadable(int error) {
    return "cannot be read: " + std::generic_category().message(error);
}

}  // namespace

std::string whyNotFound(const fs::path& path, const std::string& absent) {
    struct stat about {};
    if (::stat(path.c_str(), &about) != 0)
        return errno == ENOENT || errno == ENOTDIR ? absent : unreadable(errno);
    const int wanted = S_ISDIR(about.st_mode) ? R_OK | X_OK : R_OK;
    return ::faccessat(AT_FDCWD, path.c_str(), wanted, AT_EACCESS) == 0 ? std::string() : unreadable(errno);
}

std::string unreadableNote(const fs::path& folder) {
    std::vector<fs::path> entries;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end && entries.size() < mostEntries;
         entry.increment(error))
        if (!entry->path().filename().native().starts_with('.'))
            entries.push_back(entry->path());
    std::sort(entries.begin(), entries.end());
    for (const fs::path& entry : entries)
        if (const std::string why = whyNotFound(entry, {}); !why.empty())
            return "; " + entry.string() + " " + why;
    return {};
}

}  // namespace isonet::base
