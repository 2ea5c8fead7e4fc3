// A schedule follows a new number of epochs: milestones and warmup keep their fraction of them, unless they are given.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "training/config/RunConfig.h"

namespace isonet::config {

// The settings that are not scaled.
struct GivenSchedule {
    bool milestones = false, warmup = false;
    void add(std::string_view key);  // a key that is set
};

// Scales schedule.milestones and schedule.warmup_epochs of `config`, which were made for `epochsBefore` epochs, to
// run.epochs. Empty milestones follow by themselves. No change if either number of epochs is less than 1.
void scaleSchedule(RunConfig& config, int epochsBefore, const GivenSchedule& given = {});

// The same after some changes, and what it did: "run.epochs is 1 instead of 100; scaled with it: schedule.warmup_epochs
// 0.05 instead of 5. Keys that are set explicitly are not scaled."; empty if nothing is scaled.
std::string followEpochs(RunConfig& config, int epochsBefore, const GivenSchedule& given);

// Applies assignments of `--set` (applyOverride()) in their order, then scales the schedule to a changed run.epochs;
// keys that are assigned stay. Returns the note of followEpochs(). Throws ConfigError.
std::string applyOverrides(RunConfig& config, const std::vector<std::string>& assignments);

}  // namespace isonet::config
