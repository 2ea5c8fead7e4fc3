#include "training/telemetry/StatusFile.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "training/telemetry/StorageError.h"

namespace isonet::telemetry {
namespace {

constexpr std::size_t kRoom = 8192;  // bytes

class ExistingFile {
public:
    explicit ExistingFile(const std::filesystem::path& file)
        : descriptor_(::open(file.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)) {}
    ~ExistingFile() {
        if (descriptor_ >= 0)
            ::close(descriptor_);
    }
    ExistingFile(const ExistingFile&) = delete;
    ExistingFile& operator=(const ExistingFile&) = delete;

    // Whether the disk now has room for `bytes`; the size of the file stays.
    bool reserve(std::size_t bytes) const {
        return descriptor_ >= 0 && ::fallocate(descriptor_, FALLOC_FL_KEEP_SIZE, 0, static_cast<off_t>(bytes)) == 0;
    }

    bool overwrite(std::string content) const {
        struct stat found {};
        if (descriptor_ < 0 || ::fstat(descriptor_, &found) != 0 || !S_ISREG(found.st_mode) || found.st_nlink != 1)
            return false;
        const auto before = static_cast<std::size_t>(found.st_size);
        content.resize(std::max(content.size(), before), ' ');
        // Before the first byte is written: half of the content would be worse than the old one.
        rlimit largest{};
        const bool allowed = ::getrlimit(RLIMIT_FSIZE, &largest) == 0 && content.size() <= largest.rlim_cur;
        if (!allowed || !(reserve(content.size()) || (errno == EOPNOTSUPP && content.size() == before)))
            return false;
        return ::pwrite(descriptor_, content.data(), content.size(), 0) == static_cast<ssize_t>(content.size()) &&
               ::fsync(descriptor_) == 0;
    }

private:
    const int descriptor_;
};

}  // namespace

void writeStatusFile(const std::filesystem::path& file, const std::string& content) {
    try {
        writeFileAtomically(file, content);
        static_cast<void>(ExistingFile(file).reserve(kRoom));
    } catch (const StorageError&) {
        if (!ExistingFile(file).overwrite(content))
            throw;
    }
}

}  // namespace isonet::telemetry
