// Which process it is that holds a lease or runs a queue, so that another one can tell whether it has ended.
#pragma once

#include <cstdint>
#include <string>

namespace isonet::scheduler {

struct WorkerId {
    std::string host;  // empty: nobody
    std::string boot;  // the start of the machine and the process namespace, in which `process` is a number
    std::int64_t process = 0;
    std::int64_t started = 0;  // clock ticks since the machine started: a number is used again for other processes

    bool operator==(const WorkerId&) const = default;
};

WorkerId thisWorker();

// Whether the process has certainly ended: it was one of this machine and namespace, and is not there anymore. False
// for processes elsewhere, of which nothing is known here.
bool hasEnded(const WorkerId& worker);

// "process 4711 on node3"
std::string workerText(const WorkerId& worker);

}  // namespace isonet::scheduler
