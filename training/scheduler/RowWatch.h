// What can be seen of one row of a queue from outside: its run, its lease, and the process behind it.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "training/launch/Launcher.h"
#include "training/scheduler/LeaseWatch.h"
#include "training/sweeps/Queue.h"

namespace isonet::scheduler {

struct RowFacts {
    sweeps::RowResult result;
    std::optional<LeaseRecord> lease;      // the newest
    std::optional<launch::Ticket> ticket;  // of the launch under that lease
    launch::JobReport report;              // of the ticket; Unknown without one
    // A process trains the row, or it waits to be trained somewhere: it must not be started. The lock of the run is
    // held, or its lease has not run out, or the place where it was launched says so, or SLURM has it and does not
    // answer.
    bool alive = false;
    bool withoutHeartbeat = false;  // only its lease says so, of which no heartbeat has been seen yet: it may run out
    bool here = false;              // it trains on this machine
    std::string device;             // on which, as far as known

    std::string token() const { return lease ? lease->token : std::string(); }
};

class RowWatch {
public:
    using Look = std::function<launch::JobReport(const launch::Ticket&, const std::filesystem::path& run)>;
    // `look` asks the place of a ticket; its answer is used again for `interval` (ten times as long for SLURM and other
    // machines).
    RowWatch(Look look, std::chrono::milliseconds interval, LeaseWatch::Clock clock = {});

    // `owned`: the caller keeps the row's lease itself, so that the lease says nothing about the row. Throws
    // telemetry::StorageError.
    RowFacts look(const sweeps::Queue& queue, const sweeps::SweepRow& row, bool owned);

private:
    struct Answer {
        launch::Ticket ticket;
        launch::JobReport report;
        std::chrono::steady_clock::time_point until;
    };
    const launch::JobReport& ask(const launch::Ticket& ticket, const std::filesystem::path& run);

    Look look_;
    std::chrono::milliseconds interval_;
    LeaseWatch leases_;
    std::map<std::string, Answer> answers_;            // by run
    std::map<std::string, std::int64_t> generations_;  // of the newest lease, by row
};

}  // namespace isonet::scheduler
