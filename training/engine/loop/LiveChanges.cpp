#include "training/engine/loop/LiveChanges.h"

#include <charconv>

#include "model/base/NumberText.h"
#include "training/engine/checkpoint/ConfigChanges.h"
#include "training/schedule/LearningRate.h"
#include "training/telemetry/EventFolder.h"

namespace isonet::training {

std::optional<config::RunConfig> acceptedChange(const config::RunConfig& config, const LiveSettings& settings,
                                                int epochsBegun, StatusReporter& reporter, std::string& outcome) {
    LiveChange next = withSettings(config, settings, epochsBegun);
    outcome = next.problems.empty() ? "Nothing to change: the run already has these values." : "";
    for (const auto& problem : next.problems) {
        const std::string line = "Not changed: " + problem.field + ": " + problem.message;
        outcome += (outcome.empty() ? "" : "\n") + line;
        reporter.message(line);
    }
    if (!next.problems.empty() || next.config == config)
        return std::nullopt;
    return std::move(next.config);
}

namespace {

// " (base rate; the schedule makes it 0.001 at this step)"; empty for any other key, or if the rate is the base rate.
std::string rateInForce(const ConfigChange& change, const config::RunConfig& config, const ChangeTime& at) {
    if (change.key != "optimizer.learning_rate")
        return {};
    const double rate = schedule::learningRateAt(config, at.step, at.stepsPerEpoch);
    if (rate == config.optimizer.learningRate)
        return {};
    return " (base rate; the schedule makes it " + base::significant(rate) + " at this step)";
}

}  // namespace

std::string reportChanges(const config::RunConfig& before, const config::RunConfig& after, const ChangeTime& at,
                          StatusReporter& reporter) {
    std::string all;
    for (const auto& change : changesBetween(before, after)) {
        const std::string line =
            "Changed at step " + std::to_string(at.step) + ": " + change.text() + rateInForce(change, after, at);
        all += (all.empty() ? "" : "\n") + line;
        reporter.message(line);
    }
    return all;
}

std::vector<telemetry::Record> changeRecords(const config::RunConfig& before, const config::RunConfig& after,
                                             std::int64_t step) {
    const double now = telemetry::secondsNow();
    std::vector<telemetry::Record> records;
    for (const auto& change : changesBetween(before, after)) {
        double value = 0;
        const char* end = change.now.data() + change.now.size();
        const auto parsed = std::from_chars(change.now.data(), end, value);
        if (parsed.ec == std::errc() && parsed.ptr == end && !change.key.starts_with("data."))
            records.push_back({telemetry::tags::changed + change.key, step, now, telemetry::Scalar{value}});
    }
    return records;
}

}  // namespace isonet::training
