// What a researcher may turn while a run trains. Fields that are absent stay as they are.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "training/config/RunConfig.h"

namespace isonet::training {

struct LiveSettings {
    std::optional<double> learningRate = {};        // optimizer.learning_rate: the schedule's factors still multiply it
    std::optional<double> penaltyCoefficient = {};  // penalty.coefficient, gamma; not where penalty.kind is none
    std::optional<int> spectrumSteps = {};          // telemetry.spectrum_steps
    std::optional<int> epochs = {};                 // run.epochs: where the run stops

    bool empty() const { return !learningRate && !penaltyCoefficient && !spectrumSteps && !epochs; }
    void merge(const LiveSettings& later);  // what `later` says takes the place of what was said before
};

// `config` with the settings in force. With another stop epoch a step schedule keeps the rates it has: its milestones
// stay where they are, those past the new end move to it (and so never come); a cosine bends to the new end.
// `epochsBegun`: a run cannot stop before the epoch it is in.
// Gives what is wrong instead, by key; `config` is then to be kept.
struct LiveChange {
    config::RunConfig config;
    std::vector<spec::Problem> problems;
};
LiveChange withSettings(const config::RunConfig& config, const LiveSettings& settings, int epochsBegun);

}  // namespace isonet::training
