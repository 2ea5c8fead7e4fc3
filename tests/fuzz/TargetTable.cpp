#include <unistd.h>

#include <fstream>
#include <iterator>
#include <stdexcept>

#include "tests/fuzz/Target.h"

namespace isonet::fuzz {

namespace fs = std::filesystem;

const std::vector<Target>& targets() {
    static const std::vector<Target> all = [] {
        std::vector<Target> joined;
        for (auto&& some :
             {weightTargets(), imageTargets(), archiveTargets(), textTargets(), cocoTargets(), runTargets()})
            joined.insert(joined.end(), some.begin(), some.end());
        return joined;
    }();
    return all;
}

Bytes bytesOf(const std::string& text) {
    return {text.begin(), text.end()};
}

Bytes contentOf(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream)
        throw std::runtime_error(file.string() + " cannot be read");
    return {std::istreambuf_iterator<char>(stream), {}};
}

fs::path scratchFolder(int process) {
    const fs::path memory = "/dev/shm";
    const fs::path parent = ::access(memory.c_str(), W_OK) == 0 ? memory : fs::temp_directory_path();
    return parent / ("isonet-fuzz-" + std::to_string(process));
}

fs::path scratchPath(const std::string& ending) {
    static int count = 0;
    const fs::path folder = scratchFolder(::getpid());
    fs::create_directories(folder);
    return folder / (std::to_string(count++) + ending);
}

}  // namespace isonet::fuzz
