// Reads every image of a dataset once and reports on the dataset: images that cannot be decoded, duplicates,
// class balance, sizes, gray images, mean and deviation.
//
// Memory: about 60 bytes per image, and the files and pixels of one image per thread. The report does not depend on the
// number of threads.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>

#include "training/data/check/DatasetReport.h"
#include "training/data/images/Dataset.h"

namespace isonet::training {

struct CheckSettings {
    std::filesystem::path root;  // data.root, from which images are named
    int threads = 1;
    // Called with the number of images read, from one thread at a time and at most ten times a second.
    std::function<void(std::int64_t done, std::int64_t all)> progress = nullptr;
};

// Corrupt images are reported; other errors are thrown (DataError). No value if `stop` is requested.
std::optional<DatasetReport> checkDataset(const DatasetPair& data, const CheckSettings& settings,
                                          const std::stop_token& stop);

}  // namespace isonet::training
