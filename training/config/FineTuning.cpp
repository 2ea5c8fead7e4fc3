#include "training/config/FineTuning.h"

#include "model/spec/LayerGroups.h"
#include "model/spec/LayerSettings.h"
#include "training/config/RunConfig.h"

namespace isonet::config {

double rateFactorOf(const std::vector<LayerRate>& rates, const std::string& parameter) {
    double factor = 1;
    for (const LayerRate& rate : rates)
        if (spec::covers(rate.layers, parameter))
            factor = rate.factor;
    return factor;
}

spec::PenaltySpec penaltyInForce(const RunConfig& config) {
    spec::PenaltySpec penalty = config.penalty;
    const auto& frozen = config.fineTuning.frozen;
    if (frozen.empty() || penalty.kind == spec::PenaltyKind::None)
        return penalty;
    bool left = false;
    for (const spec::ConvolutionPlan& layer : spec::plan(networkSpec(config), config.penalty).convolutions) {
        if (!layer.penalized)
            continue;
        if (spec::groupCovers(frozen, layer.name))
            penalty.exclude.push_back(layer.name);
        else
            left = true;
    }
    if (!left) {
        penalty.kind = spec::PenaltyKind::None;
        penalty.exclude.clear();
    }
    return penalty;
}

}  // namespace isonet::config
