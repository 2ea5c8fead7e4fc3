// The part of TrainingLoop that follows what is turned while the run trains.
#include <charconv>

#include "training/engine/TrainingLoop.h"
#include "training/telemetry/EventFolder.h"

namespace isonet::training {

bool TrainingLoop::change() {
    const LiveSettings wanted = control_.takeChange();
    if (wanted.empty())
        return true;
    if (!record(true))
        return false;  // what was measured so far belongs to the old settings
    const int begun = static_cast<int>(epoch_) + (position_ > 0 ? 1 : 0);
    LiveChange next = withSettings(config_, wanted, std::max(begun, 1));
    for (const auto& problem : next.problems)
        reporter_.message("Not changed: " + problem.field + ": " + problem.message);
    if (!next.problems.empty() || next.config == config_)
        return true;
    const config::RunConfig before = std::exchange(config_, std::move(next.config));
    training_->setPenaltyCoefficient(config_.penalty.coefficient);
    recorder_.setPenaltyCoefficient(config_.penalty.kind == spec::PenaltyKind::None ? 0.0
                                                                                    : config_.penalty.coefficient);
    steps_ = stepsPerEpoch_ * config_.run.epochs;
    reporter_.status.epochs = config_.run.epochs;
    reporter_.status.steps = steps_;
    recordChanges(before);
    for (const auto& change : changesBetween(before, config_))
        reporter_.message("Changed at step " + std::to_string(step_) + ": " + change.text());
    observer_.onConfig(config_);
    return stored("The configuration", [this] { directory_.writeConfig(config_); }) && saveCheckpoints(false);
}

void TrainingLoop::recordChanges(const config::RunConfig& before) {
    const double now = telemetry::secondsNow();
    std::vector<telemetry::Record> records;
    for (const auto& change : changesBetween(before, config_)) {
        double value = 0;
        const char* end = change.now.data() + change.now.size();
        const auto parsed = std::from_chars(change.now.data(), end, value);
        if (parsed.ec == std::errc() && parsed.ptr == end && !change.key.starts_with("data."))
            records.push_back({telemetry::tags::changed + change.key, step_, now, telemetry::Scalar{value}});
    }
    sink_.write(std::move(records));
}

}  // namespace isonet::training
