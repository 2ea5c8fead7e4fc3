#include "model/interop/InputFile.h"

#include <cerrno>
#include <system_error>

#include "model/interop/FormatError.h"

namespace isonet::interop {

InputFile::InputFile(const std::filesystem::path& file) try : file_(file) {
} catch (const std::system_error& error) {
    if (error.code().value() == ENXIO || error.code().value() == EISDIR)
        throw FormatError(file.string() + ": not a regular file");
    throw std::system_error(error.code(), file.string() + " cannot be opened");
}

void InputFile::read(std::uint64_t offset, void* to, std::size_t bytes) const {
    // Another process may have truncated the file meanwhile.
    if (offset > size() || bytes > size() - offset || file_.read(offset, to, bytes) < bytes)
        throw FormatError(name() + ": truncated: expected " + std::to_string(bytes) + " bytes at offset " +
                          std::to_string(offset) + ", but the file size is " + std::to_string(size()));
}

}  // namespace isonet::interop
