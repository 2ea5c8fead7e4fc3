#include "training/launch/SlurmQueue.h"

#include <algorithm>
#include <utility>

namespace isonet::launch {
namespace {

constexpr double kFresh = 2;        // seconds
constexpr double kTroubleFor = 10;  // seconds, at least

}  // namespace

SlurmQueue::SlurmQueue(CommandRunner& commands, Clock clock) : commands_(commands), clock_(std::move(clock)) {
    if (!clock_)
        clock_ = [] { return std::chrono::steady_clock::now().time_since_epoch(); };
}

void SlurmQueue::refresh() {
    const double began = clock_().count();
    if (began < until_)
        return;
    jobs_.clear();
    trouble_ = askSlurmForAll(jobs_, commands_);
    const double now = clock_().count();
    until_ = now + (trouble_.empty() ? kFresh : std::max(kTroubleFor, 2 * (now - began)));
}

SlurmJob SlurmQueue::job(const std::string& jobId) {
    const std::lock_guard lock(mutex_);
    refresh();
    if (!trouble_.empty()) {
        SlurmJob job;
        job.trouble = trouble_;
        return job;
    }
    const auto found = jobs_.find(jobId);
    if (found != jobs_.end())
        return found->second;
    const SlurmJob job = askSlurm(jobId, commands_);
    if (!job.trouble.empty()) {  // since a moment ago
        trouble_ = job.trouble;
        until_ = clock_().count() + kTroubleFor;
    }
    return job;
}

SlurmQueue& systemSlurm() {
    static SlurmQueue queue(systemCommands());
    return queue;
}

}  // namespace isonet::launch
