#include "training/config/AtomicFile.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <system_error>

namespace isonet::config {
namespace {

[[noreturn]] void fail(int error, const std::filesystem::path& file, const char* what) {
    throw std::system_error(error, std::generic_category(), file.string() + ": " + what);
}

void writeAll(int descriptor, std::string_view content, const std::filesystem::path& file) {
    while (!content.empty()) {
        const ssize_t written = ::write(descriptor, content.data(), content.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            fail(errno, file, "cannot be written");
        content.remove_prefix(static_cast<size_t>(written));
    }
}

}  // namespace

void replaceFile(const std::filesystem::path& file, std::string_view content) {
    const auto folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
    static std::atomic<unsigned> number = 0;  // two threads may write the same file
    const auto temporary = folder / ("." + file.filename().string() + "." + std::to_string(::getpid()) + "-" +
                                     std::to_string(++number) + ".tmp");
    const int descriptor = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (descriptor < 0)
        fail(errno, file, "cannot be written");
    try {
        writeAll(descriptor, content, file);
        if (::fsync(descriptor) != 0)
            fail(errno, file, "cannot be written to the disk");
    } catch (...) {
        ::close(descriptor);
        ::unlink(temporary.c_str());
        throw;
    }
    // Some file systems (NFS) report a full disk only here.
    if (::close(descriptor) != 0 || ::rename(temporary.c_str(), file.c_str()) != 0) {
        const int error = errno;
        ::unlink(temporary.c_str());
        fail(error, file, "cannot be written");
    }
    // Without this the rename itself may be lost in a power cut. Not every file system can sync a folder.
    const int folderDescriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folderDescriptor >= 0) {
        ::fsync(folderDescriptor);
        ::close(folderDescriptor);
    }
}

std::string readFile(const std::filesystem::path& file, std::size_t maximumBytes) {
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        fail(errno, file, "cannot be read");
    std::string content;
    std::string chunk(64 * 1024, '\0');
    for (;;) {
        const ssize_t count = ::read(descriptor, chunk.data(), chunk.size());
        if (count < 0 && errno == EINTR)
            continue;
        const int error = count < 0 ? errno : content.size() > maximumBytes ? EFBIG : 0;
        if (error != 0 || count == 0) {
            ::close(descriptor);
            if (error != 0)
                fail(error, file, "cannot be read");
            return content;
        }
        content.append(chunk.data(), static_cast<size_t>(count));
    }
}

}  // namespace isonet::config
