#include <algorithm>

#include "model/base/NumberText.h"
#include "model/spec/LayerGroups.h"
#include "training/config/ConfigFields.h"
#include "training/config/Validation.h"

namespace isonet::config {
namespace {

using Problems = std::vector<spec::Problem>;

// A detector has keys for the same purpose.
void checkDetector(Problems& problems, const FineTuningConfig& tuning) {
    if (!tuning.weights.empty())
        problems.push_back({"model.weights", "weights is \"" + tuning.weights +
                                                 "\"; accepted for a detector: empty. Its backbone starts from "
                                                 "detection.weights"});
    if (tuning.newHead)
        problems.push_back(
            {"model.new_head", "new_head is true; accepted for a detector: false. It has no classifier"});
    if (!tuning.frozen.empty())
        problems.push_back({"model.frozen",
                            "frozen is not empty; accepted for a detector: empty. Its stages are frozen by "
                            "detection.frozen_stages"});
}

void checkFrozen(Problems& problems, const FineTuningConfig& tuning, const spec::NetworkPlan& network) {
    const auto add = [&](const std::string& message) { problems.push_back({"model.frozen", "frozen " + message}); };
    if (const std::string message = spec::unknownGroup(network, tuning.frozen); !message.empty())
        add(message);
    else if (spec::coverAll(network, tuning.frozen))
        add("covers the whole network, so that nothing is trained; accepted: fewer names");
    else if (tuning.newHead && spec::groupCovers(tuning.frozen, "head"))
        add("covers head, which model.new_head initializes; accepted: names without head, or new_head false");
}

}  // namespace

std::vector<spec::Problem> validateFineTuning(const RunConfig& config) {
    Problems problems;
    const FineTuningConfig& tuning = config.fineTuning;
    if (tuning == FineTuningConfig{} && config.optimizer.layerRates.empty())
        return problems;
    const bool detection = isDetection(config);
    const spec::NetworkPlan network = spec::layOut(networkSpec(config));
    if (detection)
        checkDetector(problems, tuning);
    else
        checkFrozen(problems, tuning, network);
    std::vector<std::string> names;
    for (const LayerRate& rate : config.optimizer.layerRates)
        names.push_back(rate.layers);
    if (const std::string message = spec::unknownGroup(network, names, !detection); !message.empty())
        problems.push_back({"optimizer.layer_rates", "layer_rates " + message});
    for (const LayerRate& rate : config.optimizer.layerRates)
        if (!(rate.factor > 0 && rate.factor <= mostRateFactor))
            problems.push_back({"optimizer.layer_rates",
                                "layer_rates gives " + rate.layers + " the factor " + numberText(rate.factor) +
                                    "; accepted: more than 0, at most " + numberText(mostRateFactor) +
                                    ". To keep layers as they are, name them in model.frozen"});
    return problems;
}

}  // namespace isonet::config
