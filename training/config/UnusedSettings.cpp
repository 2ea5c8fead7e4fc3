#include "training/config/UnusedSettings.h"

#include <type_traits>

#include "model/base/NumberText.h"
#include "model/spec/NetworkPlan.h"
#include "model/spec/UnusedSettings.h"

namespace isonet::config {
namespace {

void addHead(std::vector<spec::Problem>& unused, const spec::ModelSpec& model) {
    const spec::HeadSpec normal;
    const auto add = [&](const char* field, const std::string& value) {
        const std::string path = field;
        unused.push_back({path, path.substr(path.rfind('.') + 1) + " is " + value +
                                    " but has no effect: a detector has no classifier; remove it"});
    };
    if (model.head.pool != normal.pool)
        add("model.head.pool", std::string(spec::name(model.head.pool)));
    if (!model.head.hidden.empty())
        add("model.head.hidden", "a list");
    if (model.head.bias != normal.bias)
        add("model.head.bias", "false");
    if (model.dropout != 0)
        add("model.dropout", base::numberText(model.dropout));
}

std::string textOf(double value) {
    return base::numberText(value);
}
std::string textOf(bool value) {
    return value ? "true" : "false";
}
template <typename E>
requires std::is_enum_v<E> std::string textOf(E value) {
    return std::string(spec::name(value));
}

// Of optimizers other than the run's.
void addOptimizer(std::vector<spec::Problem>& unused, const OptimizerConfig& optimizer) {
    const OptimizerConfig usual;
    const auto add = [&](OptimizerSetting setting, const std::string& key, const auto& value, const auto& normal) {
        if (value != normal && !uses(optimizer, setting))
            unused.push_back({"optimizer." + key, key + " is " + textOf(value) +
                                                      " but has no effect: optimizer.name is " +
                                                      textOf(optimizer.kind) + "; remove it"});
    };
    add(usesMomentum, "momentum", optimizer.momentum, usual.momentum);
    add(usesNesterov, "nesterov", optimizer.nesterov, usual.nesterov);
    add(usesAdam, "adam_beta1", optimizer.adamBeta1, usual.adamBeta1);
    add(usesAdam, "adam_beta2", optimizer.adamBeta2, usual.adamBeta2);
    add(usesAdam, "adam_epsilon", optimizer.adamEpsilon, usual.adamEpsilon);
    add(usesAdamFactor, "adam_rate_factor", optimizer.adamRateFactor, usual.adamRateFactor);
    add(usesNewtonSchulz, "newton_schulz", optimizer.newtonSchulz, usual.newtonSchulz);
    add(usesNewtonSchulz, "newton_schulz_steps", double(optimizer.newtonSchulzSteps), double(usual.newtonSchulzSteps));
    add(usesNewtonSchulz, "newton_schulz_precision", optimizer.newtonSchulzPrecision, usual.newtonSchulzPrecision);
    add(usesRetraction, "retraction", optimizer.retraction, usual.retraction);
    add(usesRetraction, "stabilize_steps", double(optimizer.stabilizeSteps), double(usual.stabilizeSteps));
    if (uses(optimizer, usesNesterov) && optimizer.nesterov && optimizer.momentum == 0)
        unused.push_back(
            {"optimizer.nesterov", "nesterov is true but has no effect: optimizer.momentum is 0; remove it"});
    if (uses(optimizer, usesNewtonSchulz) && optimizer.newtonSchulz == NewtonSchulzKind::Modula &&
        optimizer.newtonSchulzSteps != usual.newtonSchulzSteps)
        unused.push_back({"optimizer.newton_schulz_steps",
                          "newton_schulz_steps is " + std::to_string(optimizer.newtonSchulzSteps) +
                              " but has no effect: optimizer.newton_schulz is modula, which has six; remove it"});
}

void addPenaltyInterval(std::vector<spec::Problem>& unused, const spec::PenaltySpec& penalty) {
    if (penalty.interval != 1 && spec::coefficientInForce(penalty) == 0)
        unused.push_back({"penalty.interval", "interval is " + std::to_string(penalty.interval) +
                                                  " but has no effect: the loss has no penalty; remove it"});
}

// Parameterized layers are not penalized; empty where a layer is.
std::string penaltyNote(const spec::PenaltySpec& penalty, const spec::ModelSpec& network) {
    if (penalty.kind == spec::PenaltyKind::None || network.parameterization == spec::Parameterization::Free)
        return {};
    for (const auto& layer : spec::layOut(network, penalty).convolutions)
        if (layer.penalized)
            return {};
    return "kind is " + std::string(spec::name(penalty.kind)) +
           " but has no effect: no layer is free (model.parameterization); deviations are measured anyway; set it to "
           "none";
}

}  // namespace

std::vector<spec::Problem> unusedSettings(const RunConfig& config) {
    const spec::ModelSpec network = networkSpec(config);
    auto unused = spec::unusedSettings(network);
    if (isDetection(config)) {
        addHead(unused, config.model);
        if (config.telemetry.certified)
            unused.push_back({"telemetry.certified",
                              "certified is true but has no effect: only classifiers have margins; remove it"});
        if (!config.data.exclude.empty())
            unused.push_back({"data.exclude", "exclude is " + config.data.exclude +
                                                  " but has no effect: it names images of classes; remove it"});
    } else if (config.fineTuning.newHead && config.fineTuning.weights.empty()) {
        unused.push_back(
            {"model.new_head",
             "new_head is true but has no effect: model.weights is empty, so the whole network is new; remove it"});
    }
    addOptimizer(unused, config.optimizer);
    addPenaltyInterval(unused, config.penalty);
    if (const std::string note = penaltyNote(config.penalty, network); !note.empty())
        unused.push_back({"penalty.kind", note});
    if (config.data.splitSeed != DataConfig{}.splitSeed && !config.data.testSplit)
        unused.push_back({"data.split_seed", "split_seed is " + std::to_string(config.data.splitSeed) +
                                                 " but has no effect: data.test_split is false; remove it"});
    return unused;
}

}  // namespace isonet::config
