// Keeps a lease: writes its heartbeats from a thread.
#pragma once

#include <atomic>
#include <thread>

#include "training/scheduler/Lease.h"

namespace isonet::scheduler {

class LeaseKeeper {
public:
    explicit LeaseKeeper(Lease lease);  // the first heartbeat is written at once
    ~LeaseKeeper() = default;           // stops; the lease stays as it is
    LeaseKeeper(const LeaseKeeper&) = delete;
    LeaseKeeper& operator=(const LeaseKeeper&) = delete;

    const Lease& lease() const { return lease_; }
    bool lost() const { return lost_; }

private:
    const Lease lease_;
    std::atomic<bool> lost_ = false;
    std::jthread thread_;  // last: it uses the members above
};

}  // namespace isonet::scheduler
