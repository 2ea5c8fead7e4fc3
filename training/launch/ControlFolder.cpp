#include "training/launch/ControlFolder.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <ctime>
#include <memory>

#include "training/telemetry/RunFiles.h"

namespace isonet::launch {
namespace {

constexpr std::size_t kLongest = 16u << 10;  // bytes of a file
constexpr std::size_t kMostNames = 10'000;

std::error_code lastError() {
    return {errno, std::generic_category()};
}

}  // namespace

ControlFolder::ControlFolder(const std::filesystem::path& run, bool make) {
    const auto folder = run / telemetry::kControlFolder;
    if (make)
        ::mkdir(folder.c_str(), 0777);  // opening says what went wrong
    descriptor_ = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (descriptor_ < 0)
        error_ = lastError();
}

ControlFolder::~ControlFolder() {
    if (descriptor_ >= 0)
        ::close(descriptor_);
}

std::vector<std::string> ControlFolder::names() const {
    std::vector<std::string> names;
    // A separate descriptor, which closedir() closes and whose position is the start.
    const int descriptor = ::openat(descriptor_, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return names;
    const std::unique_ptr<DIR, int (*)(DIR*)> folder(::fdopendir(descriptor), &::closedir);
    if (!folder) {
        ::close(descriptor);
        return names;
    }
    while (names.size() < kMostNames) {
        const dirent* entry = ::readdir(folder.get());
        if (entry == nullptr)
            break;
        if (entry->d_type != DT_DIR)
            names.emplace_back(entry->d_name);
    }
    std::ranges::sort(names);
    return names;
}

std::optional<std::string> ControlFolder::read(const std::string& name) const {
    const int descriptor = ::openat(descriptor_, name.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (descriptor < 0)
        return std::nullopt;
    struct stat about {};
    std::optional<std::string> content;
    if (::fstat(descriptor, &about) == 0 && S_ISREG(about.st_mode) && about.st_size <= static_cast<off_t>(kLongest)) {
        std::string text(kLongest, '\0');
        const ssize_t count = ::read(descriptor, text.data(), text.size());
        if (count >= 0) {
            text.resize(static_cast<std::size_t>(count));
            content = std::move(text);
        }
    }
    ::close(descriptor);
    return content;
}

bool ControlFolder::writeTemporary(const std::string& name, std::string_view content) {
    const int descriptor =
        ::openat(descriptor_, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (descriptor < 0) {
        error_ = lastError();
        return false;
    }
    const ssize_t written = ::write(descriptor, content.data(), content.size());
    const bool complete = written == static_cast<ssize_t>(content.size());
    if (!complete)
        error_ = written < 0 ? lastError() : std::error_code(ENOSPC, std::generic_category());
    const bool synced = complete && ::fsync(descriptor) == 0;
    if (complete && !synced)
        error_ = lastError();
    ::close(descriptor);
    return synced;
}

bool ControlFolder::write(const std::string& name, std::string_view content) {
    static std::atomic<unsigned> counter{0};
    const std::string temporary =
        "." + name + "." + std::to_string(::getpid()) + "-" + std::to_string(++counter) + ".tmp";
    if (!writeTemporary(temporary, content)) {
        ::unlinkat(descriptor_, temporary.c_str(), 0);
        return false;
    }
    if (::renameat(descriptor_, temporary.c_str(), descriptor_, name.c_str()) != 0) {
        error_ = lastError();
        ::unlinkat(descriptor_, temporary.c_str(), 0);
        return false;
    }
    ::fsync(descriptor_);  // some file systems cannot sync a folder
    return true;
}

bool ControlFolder::remove(const std::string& name) const {
    return ::unlinkat(descriptor_, name.c_str(), 0) == 0;
}

double ControlFolder::age(const std::string& name) const {
    struct stat about {};
    struct stat folder {};
    if (::fstatat(descriptor_, name.c_str(), &about, AT_SYMLINK_NOFOLLOW) != 0 || ::fstat(descriptor_, &folder) != 0)
        return 0;
    return std::difftime(folder.st_mtim.tv_sec, about.st_mtim.tv_sec);
}

}  // namespace isonet::launch
