#include "model/interop/InputFile.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "model/interop/FormatError.h"

namespace isonet::interop {

InputFile::InputFile(const std::filesystem::path& file) try : name_(file.string()), file_(file) {
} catch (const std::system_error& error) {
    if (error.code().value() == ENXIO || error.code().value() == EISDIR)
        throw FormatError(file.string() + ": not a regular file");
    throw std::system_error(error.code(), file.string() + " cannot be opened");
}

void InputFile::read(std::uint64_t offset, void* to, std::size_t bytes) const {
    const auto truncated = [&] {
        return FormatError(name_ + ": truncated: expected " + std::to_string(bytes) + " bytes at offset " +
                           std::to_string(offset) + ", but the file size is " + std::to_string(file_.size()));
    };
    if (offset > file_.size() || bytes > file_.size() - offset)
        throw truncated();
    auto* target = static_cast<char*>(to);
    for (std::size_t done = 0; done < bytes;) {
        // Linux moves at most about 2 GiB in one call.
        const std::size_t piece = std::min<std::size_t>(bytes - done, std::size_t{1} << 30);
        const ssize_t got = ::pread(file_.descriptor(), target + done, piece, static_cast<off_t>(offset + done));
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
