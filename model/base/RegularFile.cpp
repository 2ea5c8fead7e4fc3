#include "model/base/RegularFile.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace isonet::base {

RegularFile::RegularFile(const std::filesystem::path& file) {
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
