#include <cerrno>

#include "training/config/AtomicFile.h"
#include "training/telemetry/RunDirectory.h"

namespace isonet::telemetry {
namespace {

std::string remedy(const std::filesystem::path& path, int error) {
    switch (error) {
        case ENOSPC:
        case EDQUOT:
            return "Free some space there (df -h shows it) and try again.";
        case EACCES:
        case EPERM:
            return "Give yourself permission to write there, or choose another folder.";
        case EROFS:
            return "That disk can only be read; choose another folder.";
        case ENOTDIR:
            return "A part of " + path.string() + " is a file and not a folder; choose another folder.";
        case ENOENT:
            return "Check the name, or make the folder.";
        case EISDIR:
            return "It is a folder, and a file is needed there.";
        case EFBIG:
            return "It would grow over the limit for files (ulimit -f shows it).";
        case EIO:
            return "Check the disk and its cable or network.";
        case EMFILE:
        case ENFILE:
            return "Too many files are open; close some programs.";
        default:
            return "Check that folder and try again.";
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
        config::replaceFile(file, content);
    } catch (const std::system_error& error) {
        throw storageError(file, "cannot be written", error.code());
    }
}

}  // namespace isonet::telemetry
