// How a queue is to be run: queue.json next to its experiment.yaml. A queue without the file, as earlier versions leave
// it, has the defaults. Which rows there are and their order is in experiment.yaml; how a row ended, in its run.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "training/sweeps/Sweep.h"

namespace isonet::scheduler {

inline constexpr const char* kQueueStateFile = "queue.json";
inline constexpr int kMostRetries = 1000;
inline constexpr int kHighestPriority = 1000;  // and as far below 0

enum class OnFailure { Continue, Stop };
std::string_view name(OnFailure choice);  // "continue", "stop"
// Throws std::invalid_argument with the accepted names.
OnFailure onFailureOf(std::string_view name);

struct Failure {
    std::string reason;
    double when = 0;    // seconds since 1970
    std::string where;  // "process 4711 on node3"
    std::string token;  // of the lease under which it happened: each is counted once
    bool operator==(const Failure&) const = default;
};

struct RowFailures {
    std::vector<Failure> all;  // every one, the last at the end; of more than 100 the last 100
    int since = 0;             // of these since the row was last asked to be tried: what retries are counted by
    bool operator==(const RowFailures&) const = default;
};

struct QueueState {
    bool paused = false;  // no row is started
    int retries = 0;      // how often a row that has failed is tried again
    OnFailure onFailure = OnFailure::Continue;
    std::string slots;                            // Slots.h; empty: auto
    std::map<std::string, int> priorities;        // by row; higher ones first, missing ones are 0
    std::map<std::string, RowFailures> failures;  // by row
    std::set<std::string> stopped;                // rows that were stopped on request: not started until asked to
    std::string stoppedBy;                        // the row whose failure has stopped the queue; empty: none
    bool operator==(const QueueState&) const = default;

    int priority(const std::string& row) const;
    // A failed row that is not to be tried again.
    bool isExhausted(const std::string& row) const;
    // False: this failure is already there.
    bool addFailure(const std::string& row, Failure failure);
    // Lets the row, or all, be started again, however often it has failed or if it was stopped; the reasons stay.
    void allowRetry(const std::string& row);
    void allowAllRetries();
};

// Throws telemetry::StorageError if the file is damaged or of a later version.
QueueState readQueueState(const std::filesystem::path& queue);
// Reads, changes and replaces the file; no two processes at once, where the file system has locks. What this version
// does not know in it stays. Throws telemetry::StorageError. Returns the new state.
QueueState changeQueueState(const std::filesystem::path& queue, const std::function<void(QueueState&)>& change);

// Indices of the sweep's rows as they are to be started: by priority, then in the sweep's order.
std::vector<std::size_t> startOrder(const sweeps::Sweep& sweep, const QueueState& state);

}  // namespace isonet::scheduler
