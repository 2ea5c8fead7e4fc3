// The images of a dataset that could not be decoded. Each is skipped, reported once and counted by kind; more than 1 %
// means that the dataset itself is damaged.
#pragma once

#include <cstdint>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "training/data/images/ImageFault.h"

namespace isonet::training {

// Thread-safe.
class CorruptImageLog {
public:
    // Records image `index` of `images` with the kind and the message of its ImageError. Throws DataError naming the
    // first files once more than 1 % of the images are corrupt.
    void add(std::int64_t index, std::int64_t images, ImageFault fault, const std::string& what);

    std::int64_t count() const;              // distinct images so far
    ImageFaultCounts counts() const;         // the same by kind
    std::vector<std::string> takeNotices();  // new notices since the last call, one line each

private:
    mutable std::mutex mutex_;
    std::set<std::int64_t> known_;
    ImageFaultCounts counts_;
    std::vector<std::string> notices_, named_;
};

}  // namespace isonet::training
