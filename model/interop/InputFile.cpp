#include "model/interop/InputFile.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "model/interop/FormatError.h"

namespace isonet::interop {

InputFile::InputFile(const std::filesystem::path& file) : name_(file.string()) {
    // Without O_NONBLOCK a named pipe would hang here.
    descriptor_ = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor_ < 0)
        throw std::system_error(errno, std::generic_category(), name_ + " cannot be opened");
    struct stat status {};
    const bool known = ::fstat(descriptor_, &status) == 0;
    if (!known || !S_ISREG(status.st_mode)) {
        const int error = errno;
        ::close(descriptor_);
        if (!known)
            throw std::system_error(error, std::generic_category(), name_ + " cannot be inspected");
        throw FormatError(name_ + ": not a regular file");
    }
    size_ = static_cast<std::uint64_t>(status.st_size);
}

InputFile::~InputFile() {
    ::close(descriptor_);
}

void InputFile::read(std::uint64_t offset, void* to, std::size_t bytes) const {
    const auto truncated = [&] {
        return FormatError(name_ + ": truncated: expected " + std::to_string(bytes) + " bytes at offset " +
                           std::to_string(offset) + ", but the file size is " + std::to_string(size_));
    };
    if (offset > size_ || bytes > size_ - offset)
        throw truncated();
    auto* target = static_cast<char*>(to);
    for (std::size_t done = 0; done < bytes;) {
        // Linux moves at most about 2 GiB in one call.
        const std::size_t piece = std::min<std::size_t>(bytes - done, std::size_t{1} << 30);
        const ssize_t got = ::pread(descriptor_, target + done, piece, static_cast<off_t>(offset + done));
        if (got < 0) {
            if (errno == EINTR)
                continue;
            throw std::system_error(errno, std::generic_category(), name_ + " cannot be read");
        }
        if (got == 0)  // truncated by another process meanwhile
            throw truncated();
        done += static_cast<std::size_t>(got);
    }
}

}  // namespace isonet::interop
