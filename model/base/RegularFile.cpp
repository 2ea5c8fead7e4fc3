#include "model/base/RegularFile.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace isonet::base {

RegularFile::RegularFile(const std::filesystem::path& file) : name_(file.string()) {
    const auto fail = [&file](int error) {
        throw std::system_error(error, std::generic_category(),
                                file.string() + (error == ENXIO ? ": not a regular file" : ": cannot be read"));
    };
    // Without O_NONBLOCK, opening a pipe waits for a writer.
    descriptor_ = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor_ < 0)
        fail(errno);
    struct stat about {};
    const int error = ::fstat(descriptor_, &about) != 0 ? errno
                      : S_ISDIR(about.st_mode)          ? EISDIR
                      : !S_ISREG(about.st_mode)         ? ENXIO
                                                        : 0;
    if (error != 0) {
        ::close(descriptor_);
        fail(error);
    }
    size_ = static_cast<std::uint64_t>(about.st_size);
    changed_ = std::int64_t{about.st_mtim.tv_sec} * 1'000'000'000 + about.st_mtim.tv_nsec;
}

std::size_t RegularFile::read(std::uint64_t offset, void* to, std::size_t bytes) const {
    auto* target = static_cast<char*>(to);
    std::size_t done = 0;
    while (done < bytes) {
        // Linux moves at most about 2 GiB in one call.
        const std::size_t piece = std::min<std::size_t>(bytes - done, std::size_t{1} << 30);
        const ssize_t got = ::pread(descriptor_, target + done, piece, static_cast<off_t>(offset + done));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            throw std::system_error(errno, std::generic_category(), name_ + " cannot be read");
        if (got == 0)
            break;
        done += static_cast<std::size_t>(got);
    }
    return done;
}

std::string whyUnreadable(const std::filesystem::path& file) {
    try {
        const RegularFile opened(file);
        return {};
    } catch (const std::system_error& error) {
        const int code = error.code().value();
        return code == EISDIR  ? "it is a folder"
               : code == ENXIO ? "it is a named pipe or a device"
                               : error.code().message();
    }
}

RegularFile::~RegularFile() {
    ::close(descriptor_);
}

}  // namespace isonet::base
