#include "training/data/images/InputFile.h"

#include <fcntl.h>  // posix_fadvise
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "model/base/DataError.h"

namespace isonet::training {

InputFile::InputFile(const std::filesystem::path& file) try : name_(file.string()), file_(file) {
    struct stat status {};
    if (::fstat(file_.descriptor(), &status) == 0)
        changed_ = std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
} catch (const std::system_error& error) {
    const int code = error.code().value();
    throw DataError(file.string() + (code == ENXIO || code == EISDIR
                                         ? std::string(" is not a file.")
                                         : " cannot be read: " + error.code().message() + "."));
}

void InputFile::read(std::uint64_t offset, std::span<std::uint8_t> out) const {
    for (std::size_t done = 0; done < out.size();) {
        const ssize_t got =
            ::pread(file_.descriptor(), out.data() + done, out.size() - done, static_cast<off_t>(offset + done));
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
    ::posix_fadvise(file_.descriptor(), static_cast<off_t>(offset), static_cast<off_t>(size), POSIX_FADV_WILLNEED);
}

}  // namespace isonet::training
