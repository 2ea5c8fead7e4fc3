#include "widgets/design/StageEdits.h"

#include <algorithm>
#include <optional>

#include "model/spec/Architecture.h"
#include "training/config/StageFields.h"
#include "widgets/design/PartFields.h"

namespace isonet::widgets {
namespace {

using config::RunConfig;

// A stage of the edited list and where it comes from.
struct PlacedStage {
    spec::StageSpec stage;
    int from = -1;  // index in the list before the edit; -1: new
};

std::vector<PlacedStage> placedStages(const RunConfig& config) {
    std::vector<PlacedStage> placed;
    for (const auto& stage : config.model.stages)
        placed.push_back({stage, int(placed.size())});
    return placed;
}

bool contains(const StageRows& rows, int row) {
    return std::ranges::find(rows, row) != rows.end();
}

// Index of the stage that a name of a layer, or a pattern, belongs to: "s2.b1", "s2", "s2.*". None for others.
std::optional<int> stageOfPattern(const std::string& pattern) {
    const auto part = partOf(QString::fromStdString(pattern));
    if (!part || part->kind != NetworkPart::Kind::Stage)
        return std::nullopt;
    return part->stage;
}

std::string withStage(const std::string& pattern, int stage) {
    const auto dot = pattern.find('.');
    return "s" + std::to_string(stage + 1) + (dot == std::string::npos ? "" : pattern.substr(dot));
}

// One entry for every stage that comes from the entry's stage.
template <typename Entry, typename Name>
std::vector<Entry> renumbered(const std::vector<Entry>& entries, const std::vector<PlacedStage>& stages, Name name) {
    std::vector<Entry> result;
    for (const Entry& entry : entries) {
        Entry copy = entry;
        const auto stage = stageOfPattern(name(copy));
        if (!stage) {
            result.push_back(entry);
            continue;
        }
        for (int i = 0; i < int(stages.size()); ++i)
            if (stages[std::size_t(i)].from == *stage) {
                name(copy) = withStage(name(copy), i);
                result.push_back(copy);
            }
    }
    return result;
}

RunConfig withPlaced(RunConfig config, const std::vector<PlacedStage>& stages) {
    config.model.blocks = renumbered(
        config.model.blocks, stages, [](spec::BlockOverride & each) -> auto& { return each.layers; });
    config.penalty.exclude = renumbered(
        config.penalty.exclude, stages, [](std::string & each) -> auto& { return each; });
    config.fineTuning.frozen = renumbered(
        config.fineTuning.frozen, stages, [](std::string & each) -> auto& { return each; });
    config.optimizer.layerRates = renumbered(
        config.optimizer.layerRates, stages, [](config::LayerRate & each) -> auto& { return each.layers; });
    config.run.checkpointActivations = renumbered(
        config.run.checkpointActivations, stages, [](std::string & each) -> auto& { return each; });
    config.model.stages.clear();
    for (const auto& each : stages)
        config.model.stages.push_back(each.stage);
    return config;
}

}  // namespace

bool isShorthand(const RunConfig& config) {
    return config.model.stages.empty();
}

RunConfig expandedConfig(RunConfig config) {
    config.model = spec::expanded(config.model);
    config::normalizeShorthand(config.model);
    return config;
}

RunConfig withStagesInserted(const RunConfig& config, int at, const std::vector<spec::StageSpec>& stages) {
    auto placed = placedStages(config);
    std::vector<PlacedStage> added;
    for (const auto& stage : stages)
        added.push_back({stage, -1});
    placed.insert(placed.begin() + std::clamp(at, 0, int(placed.size())), added.begin(), added.end());
    return withPlaced(config, placed);
}

RunConfig withStagesDuplicated(const RunConfig& config, const StageRows& rows) {
    if (rows.empty())
        return config;
    auto placed = placedStages(config);
    std::vector<PlacedStage> copies;
    for (const int row : rows)
        copies.push_back(placed.at(std::size_t(row)));
    placed.insert(placed.begin() + rows.back() + 1, copies.begin(), copies.end());
    return withPlaced(config, placed);
}

RunConfig withStagesRemoved(const RunConfig& config, const StageRows& rows) {
    auto placed = placedStages(config);
    std::erase_if(placed, [&](const PlacedStage& each) { return contains(rows, each.from); });
    return placed.empty() ? config : withPlaced(config, placed);
}

RunConfig withStagesMoved(const RunConfig& config, const StageRows& rows, int to) {
    std::vector<PlacedStage> before, moved, after;
    for (const auto& each : placedStages(config))
        (contains(rows, each.from) ? moved : each.from < to ? before : after).push_back(each);
    before.insert(before.end(), moved.begin(), moved.end());
    before.insert(before.end(), after.begin(), after.end());
    return withPlaced(config, before);
}

spec::StageSpec nextStage(const RunConfig& config, int row) {
    const spec::Architecture parts = spec::described(config.model);
    spec::StageSpec stage;
    if (row >= 0 && row < int(parts.stages.size()))
        stage = parts.stages[std::size_t(row)];
    else
        stage.channels = parts.stem.channels;
    stage.blocks = 1;
    stage.stride = 1;
    stage.downsample = spec::Downsampling::Stride;
    stage.downsampleAt = -1;
    return stage;
}

QString assignToParts(RunConfig& config, const std::vector<NetworkPart>& parts, const std::string& key,
                      const QString& text) {
    spec::ModelSpec edited = describedModel(config.model);
    bool stem = false;
    for (const NetworkPart& part : parts) {
        auto fields = partFields(edited, part);
        const auto field = std::ranges::find(fields, key, &config::Field::key);
        if (field == fields.end())
            continue;  // the selection has parts without this key
        if (const QString problem = assignText(*field, text); !problem.isEmpty())
            return problem;
        stem = stem || part.kind == NetworkPart::Kind::Stem;
    }
    if (stem)
        config.model.stem = edited.stem;
    if (!isShorthand(config))
        config.model.stages = edited.stages;
    config.model.head = edited.head;
    config.model.dropout = edited.dropout;
    return {};
}

RunConfig withSmallestNetwork(RunConfig config) {
    config.model.stem.emplace();
    config.model.stages = {spec::StageSpec{}};
    config.model.head = {};
    config.model.widthMultiplier = config.model.depthMultiplier = 1;
    config.model.blocks.clear();
    config.penalty.exclude.clear();
    config.run.checkpointActivations.clear();
    config.fineTuning.frozen.clear();
    config.optimizer.layerRates.clear();
    config::normalizeShorthand(config.model);
    return config;
}

}  // namespace isonet::widgets
