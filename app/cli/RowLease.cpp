#include "app/cli/RowLease.h"

#include <exception>

#include "training/config/RunConfigYaml.h"
#include "training/sweeps/Queue.h"
#include "training/telemetry/StorageError.h"

namespace isonet::cli {

RowLease::RowLease(const std::filesystem::path& run, const std::string& token) {
    if (token.empty())
        return;
    const auto folder = std::filesystem::absolute(run).lexically_normal();
    const auto row = folder.has_filename() ? folder : folder.parent_path();
    auto lease = scheduler::Lease::withToken(row.parent_path(), row.filename().string(), token);
    if (!lease)
        return;
    lease->hold();
    scheduler::LeaseClaim(*lease).require();
    claim_ = std::make_shared<scheduler::LeaseClaim>(*lease);
    keeper_ = std::make_unique<scheduler::LeaseKeeper>(std::move(*lease));
}

RowLease::~RowLease() {
    if (!keeper_)
        return;
    const scheduler::Lease lease = keeper_->lease();
    keeper_.reset();
    lease.end(scheduler::LeaseState::Ended);
    try {  // for viewers of the queue while no scheduler watches it
        sweeps::Queue::open(lease.queue()).writeResults();
    } catch (const std::exception&) {  // the run itself is complete
    }
}

std::vector<std::string> RowLease::notes() const {
    std::vector<std::string> lines;
    if (!keeper_)
        return lines;
    try {
        const auto queue = sweeps::Queue::open(keeper_->lease().queue());
        for (const auto& note : queue.sweep().notes)
            lines.push_back(queue.sweep().name + ": " + note);
    } catch (const telemetry::StorageError&) {  // the run needs no queue
    } catch (const config::ConfigError&) {
    }
    return lines;
}

}  // namespace isonet::cli
