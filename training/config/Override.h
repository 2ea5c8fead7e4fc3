// Changes of single keys by assignments: `--set`, and the values of sweeps.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "training/config/ConfigFields.h"
#include "training/config/RunConfig.h"

namespace isonet::config {

// Applies an assignment of `--set`: "optimizer.learning_rate=0.05"; lists as "schedule.milestones=30,60,90" or
// "[30, 60, 90]". Only this key is checked, so that several overrides can lead from one valid configuration to another;
// call validate() after the last. Throws ConfigError naming key and accepted values and leaves the configuration
// unchanged.
//
// Parts of the network: "model.stages[1].channels=64", "model.stages[1]={blocks: 2, channels: 64}" (also one more than
// there are), "model.stages=[{...}, {...}]", "model.stem.kernel=5", "model.head.pool=max". Stages count from 0. Where
// the stages or the stem are those of family and depth, they are first written out (writeOutStages() in StageFields.h;
// the width and depth multipliers are applied and then 1). An empty value, or null, removes what is given:
// "model.stages=", "model.stem=null", "model.stages[1].normalization=".
void applyOverride(RunConfig& config, std::string_view assignment);

// The field of a key as in an assignment, bound to `config`, in which the shorthand is written out if the key needs it.
// Throws ConfigError.
Field fieldAt(RunConfig& config, const std::string& path);

// The value of a key as in an assignment, also of one that follows from family and depth; empty if it is not given.
// Throws ConfigError.
std::string valueAt(const RunConfig& config, const std::string& path);

// The same, but nothing if the network lacks what the key is about: a stage after the last one, and family and depth
// where the stages are given. Throws ConfigError for an unknown key only.
std::optional<std::string> findValue(const RunConfig& config, const std::string& path);

// What a key accepts, whatever the stages of a network.
struct KeyType {
    bool list = false;     // one value is a list, such as schedule.milestones
    bool integer = false;  // one integer
};

// Throws ConfigError for an unknown key.
KeyType typeOf(const std::string& path);

}  // namespace isonet::config
