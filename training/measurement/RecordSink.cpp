#include "training/measurement/RecordSink.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "training/telemetry/Tags.h"

namespace isonet::training {
namespace {

// The layers' tags and the mean over them.
const std::pair<std::string, std::string> averaged[] = {
    {telemetry::tags::deviation, telemetry::tags::meanDeviation},
    {telemetry::tags::operatorDistance, telemetry::tags::meanDistance}};

}  // namespace

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
    for (const telemetry::Record& record : records)
        if (const auto* scalar = std::get_if<telemetry::Scalar>(&record.value))
            for (const auto& [prefix, mean] : averaged)
                if (record.tag.starts_with(prefix))
                    layers_[mean][record.tag] = {record.step, scalar->value};
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

std::map<std::string, double> RecordSink::layerMeans(std::int64_t step) const {
    const std::lock_guard lock(mutex_);
    std::map<std::string, double> means;
    for (const auto& [mean, layers] : layers_) {
        double sum = 0;
        for (const auto& [tag, last] : layers)
            sum += last.value;
        if (std::ranges::all_of(layers, [&](const auto& layer) { return layer.second.step == step; }))
            means[mean] = sum / static_cast<double>(layers.size());
    }
    return means;
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
