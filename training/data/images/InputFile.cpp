#include "training/data/images/InputFile.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "model/base/DataError.h"

namespace isonet::training {

InputFile::InputFile(const std::filesystem::path& file)
    : name_(file.string()), descriptor_(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {
    struct stat status {};
    const bool opened = descriptor_ >= 0 && ::fstat(descriptor_, &status) == 0;
    const int error = errno;
    if (opened && S_ISREG(status.st_mode)) {
        size_ = static_cast<std::uint64_t>(status.st_size);
        changed_ = std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
        return;
    }
    if (descriptor_ >= 0)
        ::close(descriptor_);
    throw DataError(name_ +
                    (opened ? " is not a file." : " cannot be read: " + std::string(std::strerror(error)) + "."));
}

InputFile::~InputFile() {
    ::close(descriptor_);
}

void InputFile::read(std::uint64_t offset, std::span<std::uint8_t> out) const {
    for (std::size_t done = 0; done < out.size();) {
        const ssize_t got =
            ::pread(descriptor_, out.data() + done, out.size() - done, static_cast<off_t>(offset + done));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            throw DataError(name_ + " cannot be read: " + std::strerror(errno) + ".");
        if (got == 0)
            throw DataError(name_ + " is truncated: it ends at byte " + std::to_string(offset + done) +
                            ", before byte " + std::to_string(offset + out.size()) + ".");
        done += static_cast<std::size_t>(got);
    }
}

void InputFile::expect(std::uint64_t offset, std::uint64_t size) const {
    ::posix_fadvise(descriptor_, static_cast<off_t>(offset), static_cast<off_t>(size), POSIX_FADV_WILLNEED);
}

}  // namespace isonet::training
