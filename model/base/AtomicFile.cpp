#include "model/base/AtomicFile.h"

#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "model/base/OutputFile.h"
#include "model/base/RegularFile.h"

namespace isonet::base {

void replaceFile(const std::filesystem::path& file, std::string_view content) {
    OutputFile output(file, OutputFile::Links::Replace);
    output.write(content);
    output.commit();
}

std::string readFile(const std::filesystem::path& file, std::size_t maximumBytes) {
    const RegularFile input(file);
    std::string content;
    std::string chunk(std::size_t{64} << 10, '\0');
    for (;;) {
        const ssize_t count = ::read(input.descriptor(), chunk.data(), chunk.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (const int error = count < 0 ? errno : content.size() > maximumBytes ? EFBIG : 0; error != 0)
            throw std::system_error(error, std::generic_category(), file.string() + ": cannot be read");
        if (count == 0)
            return content;
        content.append(chunk.data(), static_cast<std::size_t>(count));
    }
}

}  // namespace isonet::base
