#include "model/base/OutputFile.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <string>
#include <system_error>

namespace isonet::base {
namespace {
constexpr std::size_t longestName = 200;  // bytes, so that the temporary name fits where the name does

// Removes digits from the end; false if there are none.
bool takeNumber(std::string_view& name) {
    const auto before = name.size();
    while (!name.empty() && name.back() >= '0' && name.back() <= '9')
        name.remove_suffix(1);
    return name.size() < before;
}

bool takeEnd(std::string_view& name, std::string_view end) {
    if (!name.ends_with(end))
        return false;
    name.remove_suffix(end.size());
    return true;
}
}  // namespace

bool isTemporaryName(std::string_view name) {
    if (!name.starts_with('.') || !takeEnd(name, ".tmp") || !takeNumber(name))
        return false;
    if (takeEnd(name, "-") && !takeNumber(name))
        return false;
    return takeEnd(name, ".") && name.size() > 1;
}

OutputFile::OutputFile(const std::filesystem::path& target, Links links) : target_(target) {
    std::error_code ignored;
    if (links == Links::Follow && std::filesystem::is_symlink(target_, ignored)) {
        const auto linked = std::filesystem::weakly_canonical(target_, ignored);
        if (!ignored)
            target_ = linked;
    }
    openFolder();
    const std::string stem =
        "." + target_.filename().string().substr(0, longestName) + "." + std::to_string(::getpid()) + "-";
    static std::atomic<unsigned> counter{0};  // two threads may write the same file
    do {  // a name that is taken is skipped, and a link of that name is never followed
        temporary_ = stem + std::to_string(++counter) + ".tmp";
        descriptor_ = ::openat(folder_, temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    } while (descriptor_ < 0 && errno == EEXIST);
    if (descriptor_ < 0) {
        const int error = errno;
        ::close(folder_);
        errno = error;
        fail();
    }
}

OutputFile::~OutputFile() {
    if (descriptor_ >= 0)
        ::close(descriptor_);
    if (!temporary_.empty())
        ::unlinkat(folder_, temporary_.c_str(), 0);
    ::close(folder_);
}

void OutputFile::openFolder() {
    const auto folder = target_.has_parent_path() ? target_.parent_path() : std::filesystem::path(".");
    folder_ = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder_ < 0 && errno == EACCES)  // may be written, but not listed
        folder_ = ::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (folder_ < 0)
        fail();
}

void OutputFile::fail() const {
    throw std::system_error(errno, std::generic_category(), target_.string() + ": cannot be written");
}

void OutputFile::write(const void* data, std::size_t bytes) {
    const auto* source = static_cast<const char*>(data);
    for (std::size_t done = 0; done < bytes;) {
        const ssize_t count =
            ::write(descriptor_, source + done, std::min<std::size_t>(bytes - done, std::size_t{1} << 30));
        if (count < 0) {
            if (errno == EINTR)
                continue;
            fail();
        }
        done += static_cast<std::size_t>(count);
    }
    position_ += bytes;
}

void OutputFile::commit(const std::function<void(const std::filesystem::path&)>& check) {
    if (::fsync(descriptor_) != 0)
        fail();
    // Some file systems (NFS) report a full disk only when the file is closed.
    const int closed = ::close(descriptor_);
    descriptor_ = -1;
    if (closed != 0)
        fail();
    if (check)
        check(target_.parent_path() / temporary_);
    if (::renameat(folder_, temporary_.c_str(), folder_, target_.filename().c_str()) != 0)
        fail();
    temporary_.clear();
    ::fsync(folder_);  // without this a power failure may lose the rename; not every file system can sync a folder
}

}  // namespace isonet::base
