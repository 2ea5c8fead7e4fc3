// Speed of the loader from a tar file against the same images as files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include "app/bench/Comparison.h"
#include "training/data/images/Dataset.h"

namespace isonet::benchmarks {

// Datasets of the same images: copies of `files` in `scratch`, repeated until there are `images`, and a tar file of
// them there. Throws training::DataError, or std::system_error if they cannot be written.
struct ShardPair {
    std::vector<std::filesystem::path> copies, tar;
    std::shared_ptr<const training::Dataset> fromFiles, fromTar;
};
ShardPair shardPair(const std::vector<std::filesystem::path>& files, std::size_t images,
                    const std::filesystem::path& scratch);

struct ShardSpeed {
    std::int64_t images = 0;  // of one pass
    Comparison cached;        // published: a file for each image; ours: one tar file. From the page cache
    Comparison fromDisk;      // the same after the files were dropped from the page cache
};

// Passes over the images of three batches; throws as shardPair().
ShardSpeed compareShards(const std::vector<std::filesystem::path>& files, const std::filesystem::path& scratch);

}  // namespace isonet::benchmarks
