// Determines which leases have run out, from repeated looks at them.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>

#include "training/scheduler/LeaseRecord.h"

namespace isonet::scheduler {

class LeaseWatch {
public:
    using Clock = std::function<std::chrono::duration<double>()>;  // monotonic
    explicit LeaseWatch(Clock clock = {});                         // empty: the system's

    // Whether the holder of a lease that is held has ended or let it run out. Call it for every lease that is read, at
    // least every few seconds: time between two calls counts as at most a third of a lease, so that a process that was
    // stopped itself does not take its own gap for the holder's.
    bool hasRunOut(const LeaseRecord& lease);
    // Whether the row's lease has been seen to change.
    bool sawHeartbeat(const std::string& row) const;

private:
    struct Seen {
        std::string what;  // token and heartbeat
        double unchanged = 0;
        double at = 0;
        bool sawHeartbeat = false;
    };
    Clock clock_;
    std::map<std::string, Seen> seen_;  // by row
};

}  // namespace isonet::scheduler
