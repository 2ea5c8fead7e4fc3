#include "training/data/images/CorruptImageLog.h"

#include <utility>

#include "model/base/DataError.h"

namespace isonet::training {

void CorruptImageLog::add(std::int64_t index, std::int64_t images, ImageFault fault, const std::string& what) {
    constexpr std::size_t mostNamed = 10;
    const std::lock_guard lock(mutex_);
    if (!known_.insert(index).second)
        return;
    counts_.add(fault);
    const std::int64_t count = counts_.total();
    notices_.push_back("Skipped: " + what + " (" + std::to_string(count) + " of " + std::to_string(images) +
                       " images so far: " + counts_.text() + ").");
    if (named_.size() < mostNamed)
        named_.push_back(what);
    if (100 * count <= images)
        return;
    std::string all;
    for (const std::string& one : named_)
        all += (all.empty() ? "" : "; ") + one;
    throw DataError(all + (named_.size() < known_.size() ? "; and others. " : ". ") + std::to_string(count) + " of " +
                    std::to_string(images) + " images cannot be decoded (" + counts_.text() +
                    "), more than the accepted 1 %. Remove or replace them.");
}

std::int64_t CorruptImageLog::count() const {
    const std::lock_guard lock(mutex_);
    return static_cast<std::int64_t>(known_.size());
}

ImageFaultCounts CorruptImageLog::counts() const {
    const std::lock_guard lock(mutex_);
    return counts_;
}

std::vector<std::string> CorruptImageLog::takeNotices() {
    const std::lock_guard lock(mutex_);
    return std::exchange(notices_, {});
}

}  // namespace isonet::training
