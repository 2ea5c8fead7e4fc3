#pragma once

#include <unistd.h>

#include <filesystem>
#include <string>
#include <system_error>

namespace isonet::benchmarks {

// A folder private to this process, deleted with its contents by the destructor.
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
