#include "widgets/form/PresetDifferences.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "model/spec/Architecture.h"
#include "training/config/RunConfigYaml.h"
#include "training/config/StageFields.h"

namespace isonet::widgets {
namespace {

using config::RunConfig;
using Pairs = std::vector<std::pair<std::string, std::string>>;

constexpr std::array<std::string_view, 5> ofTheMachine{"run.name", "data.root", "run.device", "run.precision",
                                                       "data.workers"};

Pairs sortedPairs(const RunConfig& config) {
    Pairs pairs = config::flatten(config);
    std::erase_if(pairs, [](const auto& pair) {
        return std::ranges::find(ofTheMachine, std::string_view(pair.first)) != ofTheMachine.end();
    });
    std::ranges::sort(pairs);
    return pairs;
}

// Pairs that only one of the two has.
int distance(const Pairs& a, const Pairs& b) {
    int count = 0;
    auto left = a.begin(), right = b.begin();
    while (left != a.end() || right != b.end()) {
        if (right == b.end() || (left != a.end() && *left < *right))
            ++left, ++count;
        else if (left == a.end() || *right < *left)
            ++right, ++count;
        else
            ++left, ++right;
    }
    return count;
}

// The stage that both have, key by key.
void addStage(std::vector<config::Difference>& all, std::size_t index, spec::StageSpec before, spec::StageSpec now) {
    const auto old = config::fieldsOf(before, config::stagePath(index));
    const auto current = config::fieldsOf(now, config::stagePath(index));
    for (std::size_t i = 0; i < current.size(); ++i)
        if (const auto from = old[i].text(), to = current[i].text(); from != to)
            all.push_back({current[i].path(), from, to});
}

bool hasDepth(const spec::ModelSpec& model) {
    return std::ranges::none_of(spec::validate(model),
                                [](const spec::Problem& problem) { return problem.field == "model.depth"; });
}

RunConfig withStages(RunConfig config) {
    config.model = spec::expanded(config.model);
    return config;
}

}  // namespace

const sweeps::Preset& nearestPreset(const RunConfig& config) {
    const auto pairsOfPresets = [](bool written) {
        std::vector<Pairs> all;
        for (const auto& preset : sweeps::presets())
            all.push_back(sortedPairs(written ? withStages(preset.config) : preset.config));
        return all;
    };
    static const std::vector<Pairs> written = pairsOfPresets(true), shorthand = pairsOfPresets(false);
    const bool expandable = hasDepth(config.model);
    const auto& known = expandable ? written : shorthand;
    const Pairs own = sortedPairs(expandable ? withStages(config) : config);
    std::size_t best = 0;
    int fewest = distance(known.front(), own);
    for (std::size_t i = 1; i < known.size(); ++i)
        if (const int count = distance(known[i], own); count < fewest) {
            fewest = count;
            best = i;
        }
    return sweeps::presets()[best];
}

std::vector<config::Difference> differencesFrom(const RunConfig& preset, const RunConfig& config) {
    RunConfig before = preset, now = config;
    const bool written = !before.model.stages.empty() || !now.model.stages.empty();
    if (!written || !hasDepth(before.model) || !hasDepth(now.model))
        return config::differences(preset, config);
    before = withStages(before);
    now = withStages(now);
    std::vector<config::Difference> all;
    std::size_t stage = 0;
    const std::size_t both = std::min(before.model.stages.size(), now.model.stages.size());
    for (auto& each : config::differences(before, now)) {
        if (!each.key.starts_with("model.stages[") || each.before.empty() || each.now.empty()) {
            all.push_back(std::move(each));
            continue;
        }
        while (stage < both && config::stagePath(stage) != each.key)
            ++stage;
        if (stage < both)
            addStage(all, stage, before.model.stages[stage], now.model.stages[stage]);
    }
    return all;
}

}  // namespace isonet::widgets
