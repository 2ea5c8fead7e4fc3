#include "training/scheduler/LeaseWatch.h"

#include <algorithm>
#include <utility>

namespace isonet::scheduler {

LeaseWatch::LeaseWatch(Clock clock) : clock_(std::move(clock)) {
    if (!clock_)
        clock_ = [] { return std::chrono::steady_clock::now().time_since_epoch(); };
}

bool LeaseWatch::hasRunOut(const LeaseRecord& lease) {
    const double now = clock_().count();
    Seen& seen = seen_[lease.row];
    std::string what = lease.token + " " + lease.beat;
    if (seen.what != what) {
        const bool sawHeartbeat = seen.what.starts_with(lease.token + " ");
        seen = {std::move(what), 0, now, sawHeartbeat};
    } else {
        seen.unchanged += std::clamp(now - seen.at, 0.0, lease.seconds / 3);
        seen.at = now;
    }
    return hasEnded(lease.holder) || seen.unchanged >= lease.seconds;
}

bool LeaseWatch::sawHeartbeat(const std::string& row) const {
    const auto found = seen_.find(row);
    return found != seen_.end() && found->second.sawHeartbeat;
}

}  // namespace isonet::scheduler
