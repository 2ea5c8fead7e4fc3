// Finds in the records of a run what its user should be alerted to: a loss that jumps, SReLU channels that pass nothing
// on, an isometry deviation above a bound, divergence, the end. Needs no training: any reader of a run can use it.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "training/telemetry/Record.h"
#include "training/telemetry/RunStatus.h"

namespace isonet::telemetry {

enum class AlertKind { LossSpike, DeadChannels, Deviation, Diverged, Ended };
std::string_view alertName(AlertKind kind);  // "loss-spike", ...

struct AlertRules {
    bool lossSpike = true, deadChannels = true, deviation = false, diverged = true, ended = true;
    double deviationBound = 1;  // of ||Conv(A, A) - delta||, as recorded
    bool has(AlertKind kind) const;
    bool operator==(const AlertRules&) const = default;
};

// A loss is a spike if it exceeds this many times the median of the last kSpikeWindow recorded losses.
inline constexpr double kSpikeFactor = 3;
inline constexpr std::size_t kSpikeWindow = 20, kSpikeLeast = 5;
// SReLU is max(y, b): for inputs of unit variance, b = 3 passes one in 740 on; the channel is constant.
inline constexpr double kDeadOffset = 3;

struct Alert {
    AlertKind kind = AlertKind::LossSpike;
    std::int64_t step = 0;
    double wallTime = 0;    // of the record, seconds since 1970
    std::string subject;    // the layer (of several the worst), or why the run has ended
    double value = 0;       // the loss, the deviation, the number of dead channels; 0: no gradient passes the layer
    double reference = 0;   // the median, the bound, the number of channels
    std::int64_t more = 0;  // further layers at this step
    bool operator==(const Alert&) const = default;
};

// One alert for each event: again only after the value has been back within its limit. Records in the order in which
// they were written. Not thread-safe.
class AlertDetector {
public:
    explicit AlertDetector(const AlertRules& rules) : rules_(rules) {}

    void setRules(const AlertRules& rules) { rules_ = rules; }
    std::vector<Alert> add(const std::vector<Record>& records);
    std::optional<Alert> add(const RunStatus& status);  // a run that has finished, failed or diverged, once
    void restart();                                     // earlier steps follow: forgets the losses before

private:
    std::optional<Alert> checkLoss(const Record& record, double value);
    void checkDeviation(const Record& record, double value, std::vector<Alert>& found);
    void checkOffsets(const Record& record, const Histogram& histogram, std::vector<Alert>& found);
    void checkGradient(const Record& record, double value, std::vector<Alert>& found);
    void join(std::vector<Alert>& found, Alert alert) const;

    AlertRules rules_;
    std::deque<double> losses_;
    bool spike_ = false, ended_ = false;
    std::map<std::string, bool> above_;         // layer -> its deviation is above the bound
    std::map<std::string, std::int64_t> dead_;  // layer -> dead channels; -1: no gradient
};

// Channels of an SReLU with b >= kDeadOffset: those of buckets that begin there, and at least one if the largest b is.
std::int64_t deadChannels(const Histogram& offsets);

}  // namespace isonet::telemetry
