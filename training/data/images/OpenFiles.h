// Many files, of which those read last are open: a dataset may have more files than a process may open. Thread-safe.
#pragma once

#include <cstddef>
#include <deque>
#include <filesystem>
#include <memory>
#include <mutex>
#include <vector>

#include "training/data/images/InputFile.h"

namespace isonet::training {

class OpenFiles {
public:
    explicit OpenFiles(std::vector<std::filesystem::path> files);

    const std::vector<std::filesystem::path>& paths() const { return paths_; }
    // The file at this position. Throws DataError if it cannot be opened.
    std::shared_ptr<const InputFile> at(std::size_t position) const;

private:
    const std::vector<std::filesystem::path> paths_;
    mutable std::mutex mutex_;  // guards the members below
    mutable std::vector<std::shared_ptr<const InputFile>> files_;
    mutable std::deque<std::size_t> open_;  // oldest first
};

}  // namespace isonet::training
