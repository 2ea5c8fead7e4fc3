// Training that starts from given weights: what is loaded, what stays as loaded, and how fast the rest learns. The keys
// model.weights, model.new_head, model.frozen and optimizer.layer_rates. No torch header.
#pragma once

#include <string>
#include <vector>

#include "model/spec/ModelSpec.h"

namespace isonet::config {

struct RunConfig;

struct FineTuningConfig {
    std::string weights;   // a run, a checkpoint or a file of weights; empty: the initialization
    bool newHead = false;  // the classifier is initialized, not loaded: for other classes
    // Stages and blocks (spec/LayerGroups.h) that are not trained: no gradient, no weight decay, no penalty, and
    // BatchNorm keeps its statistics.
    std::vector<std::string> frozen;
    bool operator==(const FineTuningConfig&) const = default;
};

inline constexpr double mostRateFactor = 1000;

// The learning rate of a stage or block is multiplied by `factor`.
struct LayerRate {
    std::string layers;
    double factor = 1;  // above 0, at most mostRateFactor
    bool operator==(const LayerRate&) const = default;
};

// The factor of a parameter, "s1.b1.f.a.weight": that of the last entry that covers it, else 1.
double rateFactorOf(const std::vector<LayerRate>& rates, const std::string& parameter);

// The penalty without frozen layers, on which it would have no effect; of kind None if no layer is left.
spec::PenaltySpec penaltyInForce(const RunConfig& config);

}  // namespace isonet::config
