#include "training/schedule/LearningRate.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace isonet::schedule {

double learningRateAt(const config::RunConfig& config, std::int64_t step, std::int64_t stepsPerEpoch) {
    if (step < 0 || stepsPerEpoch < 1)
        throw std::invalid_argument("learningRateAt: step " + std::to_string(step) + " of " +
                                    std::to_string(stepsPerEpoch) +
                                    " steps per epoch; accepted: step >= 0, stepsPerEpoch >= 1");
    const double rate = config.optimizer.learningRate;
    const double warmup = config.schedule.warmupEpochs;
    const double epoch = static_cast<double>(step) / static_cast<double>(stepsPerEpoch);
    if (config.schedule.warmupUnit == config::WarmupUnit::Epoch) {
        const auto running = static_cast<double>(step / stepsPerEpoch + 1);
        if (running < warmup)
            return rate * running / warmup;
    } else if (epoch < warmup) {
        return rate * epoch / warmup;
    }
    if (config.schedule.kind == config::ScheduleKind::Cosine) {
        const double length = config.run.epochs - warmup;
        const double progress = length > 0 ? std::clamp((epoch - warmup) / length, 0.0, 1.0) : 1.0;
        return rate * (1 + std::cos(std::numbers::pi * progress)) / 2;
    }
    double factor = 1;
    for (const double milestone : config::milestonesInForce(config)) {
        // A milestone such as 0.6 epochs is a whole number of steps only up to rounding.
        const double milestoneStep = milestone * static_cast<double>(stepsPerEpoch);
        if (static_cast<double>(step) >= milestoneStep - 1e-6)
            factor *= config.schedule.factor;
    }
    return rate * factor;
}

std::int64_t stepByTime(const config::RunConfig& config, std::int64_t step, std::int64_t stepsPerEpoch, double time) {
    const std::int64_t steps = stepsPerEpoch * config.run.epochs;
    const auto byTime = static_cast<std::int64_t>(std::clamp(time, 0.0, 1.0) * static_cast<double>(steps));
    return std::max(step, std::min(byTime, steps - 1));
}

void setEpochs(config::RunConfig& config, int epochs) {
    if (config.schedule.kind == config::ScheduleKind::Step) {
        std::vector<double> kept;
        for (const double milestone : config::milestonesInForce(config)) {
            kept.push_back(std::min<double>(milestone, epochs));
            if (milestone >= epochs)
                break;
        }
        config.schedule.milestones = std::move(kept);
    }
    config.run.epochs = epochs;
}

}  // namespace isonet::schedule
