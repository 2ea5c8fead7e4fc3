#pragma once

#include <unistd.h>

#include <filesystem>
#include <string>
#include <system_error>

namespace isonet::benchmarks {

// A folder of this process's own, removed with its content at the end.
class TemporaryFolder {
public:
    TemporaryFolder() : path(std::filesystem::temp_directory_path() / ("isonet-bench-" + std::to_string(::getpid()))) {
        std::filesystem::create_directories(path);
    }
    ~TemporaryFolder() {
        std::error_code error;
        std::filesystem::remove_all(path, error);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    const std::filesystem::path path;
};

}  // namespace isonet::benchmarks
