#include "training/engine/RecordSink.h"

#include <system_error>

namespace isonet::training {

RecordSink::RecordSink(const std::filesystem::path& directory, std::optional<std::int64_t> restartStep,
                       TrainingObserver& observer)
    : observer_(observer) {
    if (!directory.empty())
        writer_.emplace(directory, restartStep);
}

void RecordSink::write(std::vector<telemetry::Record> records) {
    if (records.empty() || !writer_)
        return;
    const std::lock_guard lock(mutex_);
    kept_.insert(kept_.end(), std::make_move_iterator(records.begin()), std::make_move_iterator(records.end()));
    try {
        writeKept();
    } catch (const std::system_error& error) {
        trouble_ = error.what();
    }
}

void RecordSink::flush() {
    const std::lock_guard lock(mutex_);
    if (!writer_)
        return;
    writeKept();
    writer_->sync();
}

std::optional<std::string> RecordSink::trouble() const {
    const std::lock_guard lock(mutex_);
    return trouble_;
}

void RecordSink::writeKept() {
    if (!kept_.empty()) {
        writer_->write(kept_);
        const std::vector<telemetry::Record> written = std::move(kept_);
        kept_.clear();
        observer_.onRecords(written);
    }
    trouble_.reset();
}

}  // namespace isonet::training
