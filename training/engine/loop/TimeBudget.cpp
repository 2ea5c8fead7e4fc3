#include "training/engine/loop/TimeBudget.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>

#include "model/base/NumberText.h"
#include "training/schedule/LearningRate.h"

namespace isonet::training {
namespace {

double limitSeconds(const config::RunConfig& config) {
    return 60 * config.run.timeLimit;
}

std::string minutesText(double minutes) {
    return base::significant(minutes) + (minutes == 1 ? " minute" : " minutes");
}

}  // namespace

bool TimeBudget::poll(const config::RunConfig& config) {
    if (config.run.timeLimit <= 0)
        return true;
    seconds_ = clock_.trainedSeconds();
    if (context_.group) {
        const std::string shared =
            context_.group->broadcastText(context_.group->isFirst() ? base::numberText(seconds_) : std::string());
        std::from_chars(shared.data(), shared.data() + shared.size(), seconds_);
    }
    return !spent(config);
}

bool TimeBudget::spent(const config::RunConfig& config) const {
    return config.run.timeLimit > 0 && seconds_ >= limitSeconds(config);
}

std::int64_t TimeBudget::scheduleStep(const config::RunConfig& config, std::int64_t step,
                                      std::int64_t stepsPerEpoch) const {
    return config.run.timeLimit > 0 ? schedule::stepByTime(config, step, stepsPerEpoch, seconds_ / limitSeconds(config))
                                    : step;
}

double TimeBudget::secondsLeft(const config::RunConfig& config, std::int64_t steps, std::int64_t evaluations,
                               std::int64_t stepsPerEpoch) const {
    if (config.run.timeLimit > 0 && clock_.secondsPerStep() > 0) {
        const double left = std::max(0.0, limitSeconds(config) - clock_.trainedSeconds());
        const auto fitting = static_cast<std::int64_t>(std::ceil(left / clock_.secondsPerStep()));
        if (fitting < steps) {
            steps = fitting;
            evaluations = std::min(evaluations, fitting / stepsPerEpoch + 1);
        }
    }
    return clock_.secondsLeft(steps, evaluations, context_.task.imagesPerEvaluation());
}

void TimeBudget::reportStart(const config::RunConfig& config) const {
    if (config.run.timeLimit > 0)
        context_.reporter.message(
            "Training ends after " + minutesText(config.run.timeLimit) +
            " (run.time_limit), validation and pauses not counted. How far it gets, and so its results, depend on this "
            "machine and its load.");
}

void TimeBudget::reportEnd(const config::RunConfig& config, std::int64_t step, std::int64_t steps) const {
    context_.reporter.message("The time is up: " + minutesText(config.run.timeLimit) +
                              " of training (run.time_limit), " + std::to_string(step) + " of " +
                              std::to_string(steps) + " steps.");
}

}  // namespace isonet::training
