// Runs a queue with a scheduler: `isonet queue run` and `isonet reproduce --jobs`.
#pragma once

#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "app/cli/CommandLine.h"
#include "training/scheduler/Scheduler.h"

namespace isonet::cli {

struct QueueRunOptions {
    // What is not given stays as the queue has it (queue.json).
    std::optional<int> jobs;  // rows at a time
    std::string devices;      // Slots.h
    std::optional<int> retries;
    std::string onFailure;              // "continue", "stop"
    std::string atStop = "checkpoint";  // "checkpoint", "detach"
    std::vector<std::string> rows;      // only these, by id or label
    bool quiet = false;

    bool scheduled() const { return jobs || !devices.empty() || retries || !onFailure.empty(); }
};

// --jobs, --devices, --retries, --on-failure.
void addScheduling(Verb verb, QueueRunOptions& options);

// What this machine has to train on.
scheduler::Capacity localCapacity();

// Stores the options in the queue, ends a pause, and lets rows that have failed or were stopped be tried again. Throws
// std::invalid_argument, telemetry::StorageError, config::ConfigError.
void prepareQueue(const std::filesystem::path& queue, const QueueRunOptions& options);

// Prepares and runs it; progress goes to stderr. Throws as prepareQueue().
scheduler::SchedulerEnd runScheduled(const std::filesystem::path& queue, const QueueRunOptions& options,
                                     std::stop_token stop);

// The exit code: 0, 130, or 3 if rows have failed, which are named on stderr.
int exitCodeOf(scheduler::SchedulerEnd end, const std::filesystem::path& queue);

}  // namespace isonet::cli
