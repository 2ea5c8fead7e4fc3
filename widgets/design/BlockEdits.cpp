#include "widgets/design/BlockEdits.h"

#include <algorithm>

namespace isonet::widgets {
namespace {

using spec::BlockOverride;

bool hasValue(const BlockOverride& block) {
    return block.activation || block.offset || block.offsetTrained || block.initialization || block.parameterization;
}

// "s4.*" is equivalent to "s4".
std::string scopeName(const std::string& pattern) {
    return pattern.ends_with(".*") ? pattern.substr(0, pattern.size() - 2) : pattern;
}

bool isWithin(const std::string& entry, const std::string& layers) {
    return spec::covers(layers, scopeName(entry));
}

// Removes the values that `change` sets from every entry within its scope.
std::vector<BlockOverride> withoutValues(std::vector<BlockOverride> blocks, const BlockChange& change) {
    for (BlockOverride& block : blocks) {
        if (!isWithin(block.layers, change.layers))
            continue;
        if (change.activation) {
            block.activation.reset();
            if (!spec::info(*change.activation).hasOffset) {  // has no b
                block.offset.reset();
                block.offsetTrained.reset();
            }
        }
        if (change.offset)
            block.offset.reset();
        if (change.offsetTrained)
            block.offsetTrained.reset();
        if (change.initialization)
            block.initialization.reset();
        if (change.parameterization)
            block.parameterization.reset();
    }
    std::erase_if(blocks, [](const BlockOverride& block) { return !hasValue(block); });
    return blocks;
}

// Whether the layers of `change` already have its values.
bool isInEffect(const spec::ModelSpec& model, const BlockChange& change) {
    const spec::NetworkPlan plan = spec::layOut(model);
    const auto same = [](const auto& wanted, const auto& value) { return !wanted || *wanted == value; };
    return std::ranges::all_of(plan.convolutions,
                               [&](const auto& layer) {
                                   return !spec::covers(change.layers, layer.name) ||
                                          (same(change.initialization, layer.initialization) &&
                                           same(change.parameterization, layer.parameterization));
                               }) &&
           std::ranges::all_of(plan.activations, [&](const auto& layer) {
               if (!spec::covers(change.layers, layer.name))
                   return true;
               const bool offsets =
                   !spec::info(layer.kind).hasOffset ||
                   (same(change.offset, layer.offset) && same(change.offsetTrained, layer.offsetTrained));
               return same(change.activation, layer.kind) && offsets;
           });
}

}  // namespace

std::vector<BlockOverride> withChange(const spec::ModelSpec& model, const BlockChange& change) {
    spec::ModelSpec edited = model;
    edited.blocks = withoutValues(model.blocks, change);
    if (isInEffect(edited, change))
        return edited.blocks;
    auto own = std::ranges::find(edited.blocks, change.layers, &BlockOverride::layers);
    if (own == edited.blocks.end() || own + 1 != edited.blocks.end()) {
        // Later entries take precedence, so an existing entry moves to the end.
        BlockOverride moved = own == edited.blocks.end() ? BlockOverride{change.layers, {}, {}, {}, {}} : *own;
        if (own != edited.blocks.end())
            edited.blocks.erase(own);
        edited.blocks.push_back(std::move(moved));
        own = edited.blocks.end() - 1;
    }
    if (change.activation)
        own->activation = change.activation;
    if (change.offset)
        own->offset = change.offset;
    if (change.offsetTrained)
        own->offsetTrained = change.offsetTrained;
    if (change.initialization)
        own->initialization = change.initialization;
    if (change.parameterization)
        own->parameterization = change.parameterization;
    return edited.blocks;
}

std::vector<BlockOverride> withoutChanges(const spec::ModelSpec& model, const std::string& layers) {
    spec::ModelSpec edited = model;
    std::erase_if(edited.blocks, [&](const BlockOverride& block) { return isWithin(block.layers, layers); });
    // Counteracts entries that cover more than these layers.
    const spec::LayerSettings network = spec::stageSettings(model, layers);
    BlockChange reset{layers,
                      network.activation,
                      network.offset,
                      network.offsetTrained,
                      network.initialization,
                      network.parameterization};
    if (std::ranges::none_of(edited.blocks,
                             [](const BlockOverride& block) { return block.parameterization.has_value(); }))
        reset.parameterization.reset();
    const spec::NetworkPlan plan = spec::layOut(edited);
    const auto covered = [&](const auto& layer) { return spec::covers(layers, layer.name); };
    if (std::ranges::none_of(plan.activations, covered))
        reset.activation.reset();
    if (!reset.activation || !spec::info(network.activation).hasOffset) {
        reset.offset.reset();
        reset.offsetTrained.reset();
    }
    if (std::ranges::none_of(plan.convolutions, covered)) {
        reset.initialization.reset();
        reset.parameterization.reset();
    }
    return hasValue(reset) ? withChange(edited, reset) : edited.blocks;
}

std::vector<std::string> withPenalized(const spec::NetworkPlan& plan, const std::vector<std::string>& exclude,
                                       const std::string& layers, bool penalized) {
    std::vector<std::string> edited;
    for (const std::string& pattern : exclude) {
        if (isWithin(pattern, layers))
            continue;
        const bool partly = std::ranges::any_of(plan.convolutions, [&](const auto& layer) {
            return spec::covers(pattern, layer.name) && spec::covers(layers, layer.name);
        });
        if (!penalized || !partly) {
            edited.push_back(pattern);
            continue;
        }
        for (const spec::BlockPlan& block : plan.blocks) {
            std::vector<std::string> rest;
            bool whole = true;
            for (const auto& layer : plan.convolutions)
                if (spec::covers(block.name, layer.name)) {
                    const bool stays = spec::covers(pattern, layer.name) && !spec::covers(layers, layer.name);
                    whole = whole && stays;
                    if (stays)
                        rest.push_back(layer.name);
                }
            if (whole)
                rest = {block.name};
            edited.insert(edited.end(), rest.begin(), rest.end());
        }
    }
    if (!penalized && std::ranges::any_of(plan.convolutions, [&](const auto& layer) {
            return layer.stage > 0 && spec::covers(layers, layer.name) &&
                   std::ranges::none_of(edited, [&](const auto& other) { return spec::covers(other, layer.name); });
        }))
        edited.push_back(layers);
    return edited;
}

}  // namespace isonet::widgets
