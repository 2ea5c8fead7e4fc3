// The lease under which a scheduler has started this process to train a row of a queue (training/scheduler/Lease.h).
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "training/scheduler/LeaseKeeper.h"
#include "training/telemetry/RunClaim.h"

namespace isonet::cli {

class RowLease {
public:
    // `token`: as `isonet train --lease` is given it; empty: no lease. A run whose queue is not there, such as a copy
    // on another machine, has none either. From now on this process keeps the lease. Throws telemetry::ClaimLost if
    // another process has been given the row.
    RowLease(const std::filesystem::path& run, const std::string& token);
    ~RowLease();  // the row's process has ended
    RowLease(const RowLease&) = delete;
    RowLease& operator=(const RowLease&) = delete;

    bool held() const { return keeper_ != nullptr; }
    std::shared_ptr<const telemetry::RunClaim> claim() const { return claim_; }  // null without a lease
    // What the log of a new run begins with: the notes of the sweep, on how its rows were changed.
    std::vector<std::string> notes() const;

private:
    std::unique_ptr<scheduler::LeaseKeeper> keeper_;
    std::shared_ptr<const telemetry::RunClaim> claim_;
};

}  // namespace isonet::cli
