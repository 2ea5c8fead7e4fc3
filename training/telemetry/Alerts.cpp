#include "training/telemetry/Alerts.h"

#include <algorithm>
#include <cmath>

namespace isonet::telemetry {
namespace {

double medianOf(std::deque<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    if (values.size() % 2 == 1)
        return *middle;
    return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

}  // namespace

std::string_view alertName(AlertKind kind) {
    switch (kind) {
        case AlertKind::LossSpike:
            return "loss-spike";
        case AlertKind::DeadChannels:
            return "dead-channels";
        case AlertKind::Deviation:
            return "deviation";
        case AlertKind::Diverged:
            return "diverged";
        case AlertKind::Ended:
            return "ended";
    }
    return "";
}

bool AlertRules::has(AlertKind kind) const {
    switch (kind) {
        case AlertKind::LossSpike:
            return lossSpike;
        case AlertKind::DeadChannels:
            return deadChannels;
        case AlertKind::Deviation:
            return deviation;
        case AlertKind::Diverged:
            return diverged;
        case AlertKind::Ended:
            return ended;
    }
    return false;
}

std::int64_t deadChannels(const Histogram& offsets) {
    double dead = 0;
    for (std::size_t i = 0; i < offsets.counts.size() && i < offsets.limits.size(); ++i)
        if ((i == 0 ? offsets.min : offsets.limits[i - 1]) >= kDeadOffset)
            dead += offsets.counts[i];
    const bool some = offsets.count > 0 && offsets.max >= kDeadOffset;
    return std::max<std::int64_t>(std::llround(dead), some ? 1 : 0);
}

void AlertDetector::restart() {
    losses_.clear();
    spike_ = ended_ = false;
}

std::optional<Alert> AlertDetector::checkLoss(const Record& record, double value) {
    if (!std::isfinite(value))
        return std::nullopt;  // the run ends as diverged
    std::optional<Alert> found;
    if (losses_.size() >= kSpikeLeast) {
        const double median = medianOf(losses_);
        const bool spike = median > 0 && value > kSpikeFactor * median;
        if (spike && !spike_)
            found = Alert{AlertKind::LossSpike, record.step, record.wallTime, {}, value, median, 0};
        spike_ = spike;
    }
    losses_.push_back(value);
    if (losses_.size() > kSpikeWindow)
        losses_.pop_front();
    return found;
}

// One alert for all layers of a step: the worst, and how many others.
void AlertDetector::join(std::vector<Alert>& found, Alert alert) const {
    for (auto& other : found)
        if (other.kind == alert.kind && other.step == alert.step) {
            alert.more = other.more + 1;
            if (other.value >= alert.value)
                other.more = alert.more;
            else
                other = alert;
            return;
        }
    found.push_back(std::move(alert));
}

void AlertDetector::checkDeviation(const Record& record, double value, std::vector<Alert>& found) {
    const std::string layer = record.tag.substr(tags::deviation.size());
    bool& above = above_[layer];
    const bool now = value > rules_.deviationBound;
    if (now && !above)
        join(found, {AlertKind::Deviation, record.step, record.wallTime, layer, value, rules_.deviationBound, 0});
    above = now;
}

void AlertDetector::checkOffsets(const Record& record, const Histogram& histogram, std::vector<Alert>& found) {
    const std::string layer = record.tag.substr(tags::offset.size());
    if (layer.starts_with("stage"))
        return;  // each of its layers has a histogram
    std::int64_t& before = dead_[layer];
    const std::int64_t now = telemetry::deadChannels(histogram);
    if (now > before)
        join(found, {AlertKind::DeadChannels, record.step, record.wallTime, layer, static_cast<double>(now),
                     histogram.count, 0});
    before = now;
}

void AlertDetector::checkGradient(const Record& record, double value, std::vector<Alert>& found) {
    std::int64_t& before = dead_[record.tag];
    const bool now = value == 0 && record.step > 0;  // a branch that starts at 0 passes none before the first update
    if (now && before != -1)
        join(found, {AlertKind::DeadChannels, record.step, record.wallTime, record.tag.substr(tags::gradient.size()), 0,
                     0, 0});
    before = now ? -1 : 0;
}

std::vector<Alert> AlertDetector::add(const std::vector<Record>& records) {
    std::vector<Alert> found;
    for (const Record& record : records) {
        if (const auto* histogram = std::get_if<Histogram>(&record.value)) {
            if (rules_.deadChannels && record.tag.starts_with(tags::offset))
                checkOffsets(record, *histogram, found);
            continue;
        }
        const double value = std::get<Scalar>(record.value).value;
        if (rules_.lossSpike && record.tag == tags::lossTotal) {
            if (auto alert = checkLoss(record, value))
                found.push_back(std::move(*alert));
        } else if (rules_.deviation && record.tag.starts_with(tags::deviation)) {
            checkDeviation(record, value, found);
        } else if (rules_.deadChannels && record.tag.starts_with(tags::gradient)) {
            checkGradient(record, value, found);
        }
    }
    return found;
}

std::optional<Alert> AlertDetector::add(const RunStatus& status) {
    const bool diverged = status.state == RunState::Diverged;
    const bool ended = diverged || status.state == RunState::Finished || status.state == RunState::Failed;
    const auto kind = diverged ? AlertKind::Diverged : AlertKind::Ended;
    if (!ended || ended_ || !rules_.has(kind)) {
        ended_ = ended;
        return std::nullopt;
    }
    ended_ = true;
    return Alert{kind, status.step, status.updated, status.message, status.loss, 0, 0};
}

}  // namespace isonet::telemetry
