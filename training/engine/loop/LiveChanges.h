// Changes of the configuration while a run trains: which are accepted, and how they are reported and recorded.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "training/engine/loop/LiveSettings.h"
#include "training/engine/loop/StatusReporter.h"
#include "training/telemetry/Record.h"

namespace isonet::training {

// `config` with `settings`; nothing where they are invalid, which is reported, or change nothing: `outcome` then says
// so.
std::optional<config::RunConfig> acceptedChange(const config::RunConfig& config, const LiveSettings& settings,
                                                int epochsBegun, StatusReporter& reporter, std::string& outcome);

struct ChangeTime {
    std::int64_t step = 0, stepsPerEpoch = 1;
};

// "Changed at step 120: optimizer.learning_rate: 0.02 -> 0.01", one message per key. Where the schedule acts on the
// learning rate, the message says that this is the base rate, and what it becomes at this step. Returns the messages, a
// line each.
std::string reportChanges(const config::RunConfig& before, const config::RunConfig& after, const ChangeTime& at,
                          StatusReporter& reporter);

// A record "changed/<key>" with the new value for each numeric key that differs.
std::vector<telemetry::Record> changeRecords(const config::RunConfig& before, const config::RunConfig& after,
                                             std::int64_t step);

}  // namespace isonet::training
