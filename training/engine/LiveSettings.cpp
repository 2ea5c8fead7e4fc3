#include "training/engine/LiveSettings.h"

#include <algorithm>

namespace isonet::training {

void LiveSettings::merge(const LiveSettings& later) {
    const auto take = [](auto& present, const auto& next) {
        if (next)
            present = next;
    };
    take(learningRate, later.learningRate);
    take(penaltyCoefficient, later.penaltyCoefficient);
    take(spectrumSteps, later.spectrumSteps);
    take(epochs, later.epochs);
}

namespace {

void moveEnd(config::RunConfig& config, int epochs) {
    if (config.schedule.kind == config::ScheduleKind::Step) {
        std::vector<double> kept;
        for (const double milestone : config::milestonesInForce(config)) {
            kept.push_back(std::min<double>(milestone, epochs));
            if (milestone >= epochs)
                break;
        }
        config.schedule.milestones = kept;
    }
    config.run.epochs = epochs;
}

}  // namespace

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
                 "the run trains without a penalty (penalty.kind is none); its coefficient cannot "
                 "be changed"});
    }
    if (settings.spectrumSteps)
        next.telemetry.spectrumSteps = *settings.spectrumSteps;
    if (settings.epochs && *settings.epochs < epochsBegun)
        change.problems.push_back({"run.epochs", "epochs is " + std::to_string(*settings.epochs) +
                                                     "; the run is in epoch " + std::to_string(epochsBegun) +
                                                     " already: accepted are " + std::to_string(epochsBegun) +
                                                     " or more"});
    else if (settings.epochs && *settings.epochs != config.run.epochs)
        moveEnd(next, *settings.epochs);
    for (auto& problem : config::validate(next))
        change.problems.push_back(std::move(problem));
    return change;
}

}  // namespace isonet::training
