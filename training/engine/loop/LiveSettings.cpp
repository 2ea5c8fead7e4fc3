#include "training/engine/loop/LiveSettings.h"

#include "training/config/Validation.h"
#include "training/schedule/LearningRate.h"

namespace isonet::training {

void LiveSettings::merge(const LiveSettings& later) {
    const auto take = [](auto& current, const auto& next) {
        if (next)
            current = next;
    };
    take(learningRate, later.learningRate);
    take(penaltyCoefficient, later.penaltyCoefficient);
    take(spectrumSteps, later.spectrumSteps);
    take(epochs, later.epochs);
}

LiveChange withSettings(const config::RunConfig& config, const LiveSettings& settings, int epochsBegun) {
    LiveChange change{config, {}};
    auto& next = change.config;
    if (settings.learningRate)
        next.optimizer.learningRate = *settings.learningRate;
    if (settings.penaltyCoefficient) {
        next.penalty.coefficient = *settings.penaltyCoefficient;
        if (config.penalty.kind == spec::PenaltyKind::None)
            change.problems.push_back(
                {"penalty.coefficient",
                 "this run has no penalty (penalty.kind is none), so the coefficient cannot be changed"});
    }
    if (settings.spectrumSteps)
        next.telemetry.spectrumSteps = *settings.spectrumSteps;
    if (settings.epochs && *settings.epochs < epochsBegun)
        change.problems.push_back({"run.epochs", "epochs is " + std::to_string(*settings.epochs) +
                                                     ", but the run is already in epoch " +
                                                     std::to_string(epochsBegun) +
                                                     "; accepted: " + std::to_string(epochsBegun) + " or more"});
    else if (settings.epochs && *settings.epochs != config.run.epochs)
        schedule::setEpochs(next, *settings.epochs);
    for (auto& problem : config::validate(next))
        change.problems.push_back(std::move(problem));
    return change;
}

}  // namespace isonet::training
