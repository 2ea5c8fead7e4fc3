// Leases: of several schedulers on one queue, on one machine or several, one starts a row.
//
// A row's leases are files <queue>/.scheduler/<row>.<n>, n = 1, 2, ...; the highest counts. Lease n + 1 is made
// exclusively: a complete file of a unique name is linked to that name, and has two links if it was made (link(2) is
// atomic on NFS, where its answer may get lost). The one before is then marked as taken. No file is ever removed, so a
// number cannot be made twice, whatever a machine still believes to see.
//
// The holder of a lease writes a new heartbeat into it at least every sixth of its length. It has run out if it has not
// changed for its whole length: LeaseWatch compares what it sees with what it saw before, by its own monotonic clock,
// so no two clocks are compared. A process of this machine that has ended is known to have ended at once.
//
// The holder asks before every write of the run whether the lease is still its own (LeaseClaim). A holder that was
// stopped for longer than its lease finds it taken, and ends.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "training/scheduler/LeaseRecord.h"
#include "training/telemetry/RunClaim.h"

namespace isonet::scheduler {

inline constexpr const char* kSchedulerFolder = ".scheduler";  // in the folder of a queue
inline constexpr double kLeaseSeconds = 30;

// What a new lease says about the row.
struct LeaseTerms {
    std::string place, device;
    int threads = 0;
    double seconds = kLeaseSeconds;
};

// Thread-safe; the files are the only state.
class Lease {
public:
    // The newest lease of a row; nothing if it never had one. `known`: the number of one that exists, to look from
    // there on. Throws telemetry::StorageError if the folder cannot be read.
    static std::optional<LeaseRecord> read(const std::filesystem::path& queue, const std::string& row,
                                           std::int64_t known = 0);
    // Takes the row for this process, after `seen`, the newest lease as far as the caller knows, which has ended, was
    // returned or has run out; nothing: there was none. No lease if another process was faster. Throws
    // telemetry::StorageError.
    static std::optional<Lease> take(const std::filesystem::path& queue, const std::string& row,
                                     const std::optional<LeaseRecord>& seen, const LeaseTerms& terms);
    // The lease with this token, to be kept by another process than the one that took it. Nothing if the token is not
    // one, or the lease cannot be found.
    static std::optional<Lease> withToken(const std::filesystem::path& queue, const std::string& row,
                                          const std::string& token);

    const std::string& token() const { return token_; }
    const std::string& row() const { return row_; }
    const std::filesystem::path& queue() const { return queue_; }
    double seconds() const { return seconds_; }
    std::filesystem::path file() const;

    // Whether it is still held by its token. Nothing if that cannot be found out: the queue is gone.
    std::optional<bool> held() const;
    // Writes a heartbeat; false if the lease is lost. A heartbeat that cannot be written (a network disk that does not
    // answer) is not a loss.
    bool beat() const;
    // Makes this process the holder, also after an end under the same lease (a SLURM job that is requeued). False:
    // lost.
    bool hold() const;
    // Marks it: once the row has stopped, other schedulers may start it.
    void markReturning() const;
    void end(LeaseState state) const;  // Returned or Ended; nothing happens if it is lost or cannot be written

private:
    Lease(std::filesystem::path queue, std::string row, std::int64_t generation, std::string token, double seconds);
    std::optional<LeaseRecord> current() const;  // nothing: the file is not there or is not this lease's

    std::filesystem::path queue_;
    std::string row_;
    std::int64_t generation_;
    std::string token_;
    double seconds_;
};

// The lease as the right to write its run.
class LeaseClaim : public telemetry::RunClaim {
public:
    explicit LeaseClaim(Lease lease) : lease_(std::move(lease)) {}
    void require() const override;

private:
    const Lease lease_;
};

}  // namespace isonet::scheduler
