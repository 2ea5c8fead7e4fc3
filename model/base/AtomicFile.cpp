#include "model/base/AtomicFile.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "model/base/OutputFile.h"

namespace isonet::base {
void replaceFile(const std::filesystem::path& file, std::string_view content) {
    OutputFile output(file, OutputFile::Links::Replace);
    output.write(content);
    output.commit();
}

std::string readFile(const std::filesystem::path& file, std::size_t maximumBytes) {
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    const auto fail = [&](int error) {
        throw std::system_error(error, std::generic_category(), file.string() + ": cannot be read");
    };
    if (descriptor < 0)
        fail(errno);
    std::string content;
    std::string chunk(std::size_t{64} << 10, '\0');
    for (;;) {
        const ssize_t count = ::read(descriptor, chunk.data(), chunk.size());
        if (count < 0 && errno == EINTR)
            continue;
        const int error = count < 0 ? errno : content.size() > maximumBytes ? EFBIG : 0;
        if (error != 0 || count == 0) {
            ::close(descriptor);
            if (error != 0)
                fail(error);
            return content;
        }
        content.append(chunk.data(), static_cast<size_t>(count));
    }
}

}  // namespace isonet::base
