#include "training/data/DamageLog.h"

#include <utility>

#include "training/data/Dataset.h"

namespace isonet::training {

void DamageLog::add(std::int64_t index, std::int64_t images, const std::string& what) {
    constexpr std::size_t mostNamed = 10;
    const std::lock_guard lock(mutex_);
    if (!known_.insert(index).second)
        return;
    const auto count = static_cast<std::int64_t>(known_.size());
    notices_.push_back("Left out: " + what + " (" + std::to_string(count) + " of " + std::to_string(images) +
                       " images so far).");
    if (named_.size() < mostNamed)
        named_.push_back(what);
    if (100 * count <= images)
        return;
    std::string all;
    for (const std::string& one : named_)
        all += (all.empty() ? "" : "; ") + one;
    throw DataError(all + (named_.size() < known_.size() ? "; and others. " : ". ") + std::to_string(count) + " of " +
                    std::to_string(images) +
                    " images cannot be decoded, and more than 1 % is too many to leave out. Remove or replace the "
                    "damaged files.");
}

std::int64_t DamageLog::count() const {
    const std::lock_guard lock(mutex_);
    return static_cast<std::int64_t>(known_.size());
}

std::vector<std::string> DamageLog::takeNotices() {
    const std::lock_guard lock(mutex_);
    return std::exchange(notices_, {});
}

}  // namespace isonet::training
