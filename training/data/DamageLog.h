// The files of one data set that could not be decoded. They are left out, named once each, and counted: more than one
// in a hundred means that something is wrong with the data set itself.
#pragma once

#include <cstdint>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace isonet::training {

// Thread-safe.
class DamageLog {
public:
    // Remembers image `index` of `images`, found damaged as `what` tells (ImageError). Throws DataError, naming the
    // last files, once more than 1 % of the images are known to be damaged.
    void add(std::int64_t index, std::int64_t images, const std::string& what);

    std::int64_t count() const;              // different images so far
    std::vector<std::string> takeNotices();  // what has not been taken yet, a line each

private:
    mutable std::mutex mutex_;
    std::set<std::int64_t> known_;
    std::vector<std::string> notices_, named_;
};

}  // namespace isonet::training
