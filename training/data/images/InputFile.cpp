#include "training/data/images/InputFile.h"

#include <fcntl.h>  // posix_fadvise

#include <cerrno>
#include <system_error>

#include "model/base/DataError.h"

namespace isonet::training {

InputFile::InputFile(const std::filesystem::path& file) try : file_(file) {
} catch (const std::system_error& error) {
    const int code = error.code().value();
    throw DataError(file.string() + (code == ENXIO || code == EISDIR
                                         ? std::string(" is not a file.")
                                         : " cannot be read: " + error.code().message() + "."));
}

void InputFile::read(std::uint64_t offset, std::span<std::uint8_t> out) const {
    std::size_t got = 0;
    try {
        got = file_.read(offset, out.data(), out.size());
    } catch (const std::system_error& error) {
        throw DataError(name() + " cannot be read: " + error.code().message() + ".");
    }
    if (got < out.size())
        throw DataError(name() + " is truncated: it ends at byte " + std::to_string(offset + got) + ", before byte " +
                        std::to_string(offset + out.size()) + ".");
}

void InputFile::expect(std::uint64_t offset, std::uint64_t size) const {
    ::posix_fadvise(file_.descriptor(), static_cast<off_t>(offset), static_cast<off_t>(size), POSIX_FADV_WILLNEED);
}

}  // namespace isonet::training
