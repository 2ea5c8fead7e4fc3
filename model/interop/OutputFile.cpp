#include "model/interop/OutputFile.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <system_error>

namespace isonet::interop {

OutputFile::OutputFile(const std::filesystem::path& target) : target_(target) {
    // A link keeps pointing where it points: the file behind it is replaced.
    std::error_code ignored;
    if (std::filesystem::is_symlink(target_, ignored)) {
        const auto behind = std::filesystem::weakly_canonical(target_, ignored);
        if (!ignored)
            target_ = behind;
    }
    static std::atomic<unsigned> counter{0};
    temporary_ = target_;
    temporary_.replace_filename("." + target_.filename().string() + "." + std::to_string(::getpid()) + "-" +
                                std::to_string(++counter) + ".tmp");
    descriptor_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor_ < 0)
        fail("cannot be created");
}

OutputFile::~OutputFile() {
    if (descriptor_ >= 0)
        ::close(descriptor_);
    if (!temporary_.empty())
        ::unlink(temporary_.c_str());
}

void OutputFile::fail(const char* what) const {
    throw std::system_error(errno, std::generic_category(), target_.string() + " " + what);
}

void OutputFile::write(const void* data, std::size_t bytes) {
    const auto* source = static_cast<const char*>(data);
    for (std::size_t done = 0; done < bytes;) {
        const ssize_t put =
            ::write(descriptor_, source + done, std::min<std::size_t>(bytes - done, std::size_t{1} << 30));
        if (put < 0) {
            if (errno == EINTR)
                continue;
            fail("cannot be written");
        }
        done += static_cast<std::size_t>(put);
    }
    position_ += bytes;
}

void OutputFile::commit() {
    if (::fsync(descriptor_) != 0)
        fail("cannot be written");
    const int closed = ::close(descriptor_);
    descriptor_ = -1;
    if (closed != 0)
        fail("cannot be written");
    if (::rename(temporary_.c_str(), target_.c_str()) != 0)
        fail("cannot be replaced");
    temporary_.clear();
    // The name itself must survive a power cut too. Some file systems refuse to sync a folder; the data is safe there.
    const auto folder = target_.has_parent_path() ? target_.parent_path() : std::filesystem::path(".");
    const int directory = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory >= 0) {
        ::fsync(directory);
        ::close(directory);
    }
}

}  // namespace isonet::interop
