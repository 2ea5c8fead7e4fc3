#include "training/measurement/RecordSink.h"

#include <system_error>
#include <utility>

namespace isonet::training {

RecordSink::RecordSink(const std::filesystem::path& directory, std::optional<std::int64_t> restartStep,
                       TrainingObserver& observer, std::shared_ptr<const telemetry::RunClaim> claim)
    : observer_(observer) {
    if (!directory.empty())
        writer_.emplace(directory, restartStep, std::move(claim));
}

void RecordSink::write(std::vector<telemetry::Record> records) {
    if (records.empty() || !writer_)
        return;
    const std::lock_guard lock(mutex_);
    pending_.insert(pending_.end(), std::make_move_iterator(records.begin()), std::make_move_iterator(records.end()));
    try {
        writePending();
    } catch (const std::system_error& error) {
        error_ = error.what();
    } catch (const telemetry::ClaimLost& error) {  // the training thread learns of it in flush()
        error_ = error.what();
    }
}

void RecordSink::flush() {
    const std::lock_guard lock(mutex_);
    if (!writer_)
        return;
    writePending();
    writer_->sync();
}

std::optional<std::string> RecordSink::error() const {
    const std::lock_guard lock(mutex_);
    return error_;
}

void RecordSink::writePending() {
    if (!pending_.empty()) {
        writer_->write(pending_);
        const std::vector<telemetry::Record> written = std::move(pending_);
        pending_.clear();
        observer_.onRecords(written);
    }
    error_.reset();
}

}  // namespace isonet::training
