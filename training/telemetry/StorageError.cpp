#include "training/telemetry/StorageError.h"

#include <cerrno>

#include "model/base/AtomicFile.h"

namespace isonet::telemetry {
namespace {

std::string remedy(const std::filesystem::path& path, int error) {
    switch (error) {
        case ENOSPC:
        case EDQUOT:
            return "Free disk space (see df -h) and try again.";
        case EACCES:
        case EPERM:
            return "Grant permission to read and write it, or choose another folder.";
        case EROFS:
            return "The file system is read-only; choose another folder.";
        case ENOTDIR:
            return "Part of " + path.string() + " is a file, not a folder; choose another folder.";
        case ENOENT:
            return "Check the name, or create the folder.";
        case EISDIR:
            return "It is a folder; expected a file.";
        case EFBIG:
            return "It would exceed the file size limit (see ulimit -f).";
        case ELOOP:
            return "It is a symbolic link, which is not followed; remove the link.";
        case ENXIO:
            return "It is a named pipe or a device; expected a file.";
        case EIO:
            return "Check the disk or its network connection.";
        case EMFILE:
        case ENFILE:
            return "Too many open files; close some programs.";
        default:
            return "Check the folder and try again.";
    }
}

}  // namespace

bool StorageError::diskFull() const {
    return code_ == std::errc::no_space_on_device || code_ == std::error_code(EDQUOT, std::generic_category());
}

StorageError storageError(const std::filesystem::path& path, const std::string& action, std::error_code code) {
    return StorageError(path.string() + ": " + action + ": " + code.message() + ". " + remedy(path, code.value()),
                        code);
}

void writeFileAtomically(const std::filesystem::path& file, std::string_view content) {
    try {
        base::replaceFile(file, content);
    } catch (const std::system_error& error) {
        throw storageError(file, "cannot be written", error.code());
    }
}

}  // namespace isonet::telemetry
