// The right to write a run, where it can be given to another process: a row of a queue that several schedulers share
// (training/scheduler). It is asked before every write of the run, in addition to the lock (RunLock.h): a process that
// was stopped for long, or a machine without the lock in sight, must not write a run that another one trains by then.
#pragma once

#include <stdexcept>

namespace isonet::telemetry {

// Another process has been given the run: this one has to end without writing to it. Exit code 3.
class ClaimLost : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// Thread-safe.
class RunClaim {
public:
    RunClaim() = default;
    virtual ~RunClaim() = default;
    RunClaim(const RunClaim&) = delete;
    RunClaim& operator=(const RunClaim&) = delete;
    // Throws ClaimLost. Where the answer cannot be found out (the queue has been moved away), it throws nothing: the
    // write itself then says what is wrong.
    virtual void require() const = 0;
};

}  // namespace isonet::telemetry
