// Hyperparameters that can change while a run trains.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "training/config/RunConfig.h"

namespace isonet::training {

// Empty fields stay unchanged.
struct LiveSettings {
    std::optional<double> learningRate = {};        // optimizer.learning_rate, before the schedule's factors
    std::optional<double> penaltyCoefficient = {};  // penalty.coefficient, gamma; invalid if penalty.kind is none
    std::optional<int> spectrumSteps = {};          // telemetry.spectrum_steps
    std::optional<int> epochs = {};                 // run.epochs

    bool empty() const { return !learningRate && !penaltyCoefficient && !spectrumSteps && !epochs; }
    void merge(const LiveSettings& later);  // values of `later` take precedence
};

// As "key=value" lines with the keys of the configuration, and back. Throws std::invalid_argument naming the key or the
// value and what is accepted.
std::string liveText(const LiveSettings& settings);
LiveSettings liveSettings(std::string_view text);
// One of them: a key of liveKeys() and its value.
void setLive(LiveSettings& settings, std::string_view key, std::string_view value);
std::vector<std::string_view> liveKeys();

// `config` with the settings applied; the schedule follows a new number of epochs as in schedule::setEpochs().
// `epochsBegun`: the least number of epochs, including the current one. If there are problems, by key, discard the new
// configuration.
struct LiveChange {
    config::RunConfig config;
    std::vector<spec::Problem> problems;
};
LiveChange withSettings(const config::RunConfig& config, const LiveSettings& settings, int epochsBegun);

}  // namespace isonet::training
