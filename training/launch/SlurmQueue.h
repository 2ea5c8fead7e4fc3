// What SLURM says of this user's jobs, asked once for many rows and windows: a controller that is down is waited for
// once, not once for each job.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <string>

#include "training/launch/SlurmCommand.h"

namespace isonet::launch {

// Thread-safe; who asks while another one is asking waits for the same answer.
class SlurmQueue {
public:
    using Clock = std::function<std::chrono::duration<double>()>;  // monotonic
    // `commands` must outlive this object. `clock`: empty: the system's.
    explicit SlurmQueue(CommandRunner& commands, Clock clock = {});

    // Like askSlurm(), from an answer that is at most two seconds old. Jobs that have left the queue are asked about
    // one by one. `trouble` is the same for all jobs until SLURM is asked again: after ten seconds, or twice the time
    // that it took to find out.
    SlurmJob job(const std::string& jobId);

private:
    void refresh();

    CommandRunner& commands_;
    Clock clock_;
    std::mutex mutex_;  // of all below
    std::map<std::string, SlurmJob> jobs_;
    std::string trouble_;
    double until_ = -1;  // when the answer is too old
};

// The one for systemCommands().
SlurmQueue& systemSlurm();

}  // namespace isonet::launch
