#include "widgets/form/Shorthand.h"

#include <string>

#include "model/spec/LayerGroups.h"
#include "model/spec/LayerSettings.h"
#include "model/spec/NetworkPlan.h"
#include "model/spec/Recomputation.h"

namespace isonet::widgets {
namespace {

using config::RunConfig;

// Multipliers and head stay when the stages go, so that they do not count.
void setFamilyAndDepth(spec::ModelSpec& model) {
    spec::ModelSpec parts = model;
    parts.widthMultiplier = parts.depthMultiplier = 1;
    parts.head = {};
    const bool published = spec::isPublished(parts);
    const bool imageNet = published && spec::described(parts).stem.kernel == spec::KernelSize{7, 7};
    const spec::ModelSpec defaults;
    model.family = imageNet ? spec::Family::ImageNet : defaults.family;
    model.depth = published ? spec::depthOf(parts) : defaults.depth;
}

void removeUnknownLayers(RunConfig& config) {
    const auto network = spec::layOut(config::networkSpec(config));
    const auto names = [](const auto& layers, const std::string& pattern) {
        return std::ranges::any_of(layers, [&](const auto& layer) { return spec::covers(pattern, layer.name); });
    };
    std::erase_if(config.model.blocks, [&](const spec::BlockOverride& each) {
        return !names(network.convolutions, each.layers) && !names(network.activations, each.layers);
    });
    std::erase_if(config.penalty.exclude, [&](const std::string& each) { return !names(network.convolutions, each); });
    std::erase_if(config.fineTuning.frozen,
                  [&](const std::string& each) { return !spec::unknownGroup(network, {each}).empty(); });
    std::erase_if(config.optimizer.layerRates,
                  [&](const config::LayerRate& each) { return !spec::unknownGroup(network, {each.layers}).empty(); });
    std::erase_if(config.run.checkpointActivations,
                  [&](const std::string& each) { return !spec::unknownStage(network, {each}).empty(); });
}

}  // namespace

RunConfig withoutStages(RunConfig config) {
    if (!config.model.stages.empty())
        setFamilyAndDepth(config.model);
    config.model.stages.clear();
    config.model.stem.reset();
    RunConfig bare = config;
    bare.model.blocks.clear();
    if (spec::validate(config::networkSpec(bare)).empty())
        removeUnknownLayers(config);
    return config;
}

}  // namespace isonet::widgets
