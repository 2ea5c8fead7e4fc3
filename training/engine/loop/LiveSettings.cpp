#include "training/engine/loop/LiveSettings.h"

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <type_traits>
#include <variant>

#include "model/base/NumberText.h"
#include "model/base/ShownText.h"
#include "model/base/Suggestion.h"
#include "training/config/Validation.h"
#include "training/schedule/LearningRate.h"

namespace isonet::training {
namespace {

struct LiveKey {
    std::string_view key;
    std::variant<std::optional<double> LiveSettings::*, std::optional<int> LiveSettings::*> value;
};
const LiveKey kLiveKeys[] = {{"optimizer.learning_rate", &LiveSettings::learningRate},
                             {"penalty.coefficient", &LiveSettings::penaltyCoefficient},
                             {"telemetry.spectrum_steps", &LiveSettings::spectrumSteps},
                             {"run.epochs", &LiveSettings::epochs}};

std::string liveNumber(double value) {
    return base::numberText(value);
}

std::string liveNumber(int value) {
    return std::to_string(value);
}

}  // namespace

std::vector<std::string_view> liveKeys() {
    std::vector<std::string_view> keys;
    for (const LiveKey& live : kLiveKeys)
        keys.push_back(live.key);
    return keys;
}

void setLive(LiveSettings& settings, std::string_view key, std::string_view value) {
    const auto* const live = std::ranges::find(kLiveKeys, key, &LiveKey::key);
    if (live == std::end(kLiveKeys)) {
        const auto keys = liveKeys();
        throw std::invalid_argument("'" + base::shownName(key) + "' cannot be changed while a run trains; accepted: " +
                                    base::joined(keys) + base::didYouMean(key, keys));
    }
    std::visit(
        [&](auto member) {
            auto& target = settings.*member;
            typename std::decay_t<decltype(target)>::value_type number{};
            const auto parsed = std::from_chars(value.data(), value.data() + value.size(), number);
            if (parsed.ec != std::errc() || parsed.ptr != value.data() + value.size())
                throw std::invalid_argument(std::string(key) + ": '" + base::shownName(value) + "' is not " +
                                            (std::is_integral_v<decltype(number)> ? "a whole number" : "a number"));
            target = number;
        },
        live->value);
}

std::string liveText(const LiveSettings& settings) {
    std::string text;
    for (const LiveKey& live : kLiveKeys)
        std::visit(
            [&](auto member) {
                if (const auto& value = settings.*member)
                    text += std::string(live.key) + "=" + liveNumber(*value) + "\n";
            },
            live.value);
    return text;
}

LiveSettings liveSettings(std::string_view text) {
    LiveSettings settings;
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        const auto equals = std::min(line.find('='), line.size());
        setLive(settings, line.substr(0, equals), line.substr(std::min(equals + 1, line.size())));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
    }
    return settings;
}

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
