#include "widgets/BlockEdits.h"

#include <algorithm>

namespace isonet::widgets {
namespace {

using spec::BlockOverride;

bool says(const BlockOverride& block) {
    return block.activation || block.offset || block.offsetTrained || block.initialization;
}

// "s4.*" means what "s4" does, for the comparison of names.
std::string nameOf(const std::string& pattern) {
    return pattern.ends_with(".*") ? pattern.substr(0, pattern.size() - 2) : pattern;
}

bool within(const std::string& entry, const std::string& layers) {
    return spec::covers(layers, nameOf(entry));
}

// Without what `change` gives, in every entry that means nothing beyond its layers.
std::vector<BlockOverride> cleared(std::vector<BlockOverride> blocks, const BlockChange& change) {
    for (BlockOverride& block : blocks) {
        if (!within(block.layers, change.layers))
            continue;
        if (change.activation) {
            block.activation.reset();
            if (*change.activation != spec::Activation::SReLU) {  // and has no b
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
    }
    std::erase_if(blocks, [](const BlockOverride& block) { return !says(block); });
    return blocks;
}

// Whether the layers of `change` are already made as it asks.
bool holds(const spec::ModelSpec& model, const BlockChange& change) {
    const spec::NetworkPlan plan = spec::layOut(model);
    const auto same = [](const auto& wanted, const auto& value) { return !wanted || *wanted == value; };
    return std::ranges::all_of(plan.convolutions,
                               [&](const auto& layer) {
                                   return !spec::covers(change.layers, layer.name) ||
                                          same(change.initialization, layer.initialization);
                               }) &&
           std::ranges::all_of(plan.activations, [&](const auto& layer) {
               if (!spec::covers(change.layers, layer.name))
                   return true;
               const bool offsets =
                   layer.kind != spec::Activation::SReLU ||
                   (same(change.offset, layer.offset) && same(change.offsetTrained, layer.offsetTrained));
               return same(change.activation, layer.kind) && offsets;
           });
}

}  // namespace

std::vector<BlockOverride> withChange(const spec::ModelSpec& model, const BlockChange& change) {
    spec::ModelSpec edited = model;
    edited.blocks = cleared(model.blocks, change);
    if (holds(edited, change))
        return edited.blocks;
    auto own = std::ranges::find(edited.blocks, change.layers, &BlockOverride::layers);
    if (own == edited.blocks.end() || own + 1 != edited.blocks.end()) {
        // The later entry counts, so that one which exists moves to the end with all it says.
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
    return edited.blocks;
}

std::vector<BlockOverride> withoutChanges(const spec::ModelSpec& model, const std::string& layers) {
    spec::ModelSpec edited = model;
    std::erase_if(edited.blocks, [&](const BlockOverride& block) { return within(block.layers, layers); });
    // What an entry for more than these layers says of them still, is said otherwise for them.
    const spec::LayerSettings usual = spec::networkSettings(model);
    BlockChange back{layers, usual.activation, usual.offset, usual.offsetTrained, usual.initialization};
    const spec::NetworkPlan plan = spec::layOut(edited);
    const auto covered = [&](const auto& layer) { return spec::covers(layers, layer.name); };
    if (std::ranges::none_of(plan.activations, covered))
        back.activation.reset();
    if (!back.activation || usual.activation != spec::Activation::SReLU) {
        back.offset.reset();
        back.offsetTrained.reset();
    }
    if (std::ranges::none_of(plan.convolutions, covered))
        back.initialization.reset();
    return says(back) ? withChange(edited, back) : edited.blocks;
}

std::vector<std::string> withPenalised(const spec::NetworkPlan& plan, const std::vector<std::string>& exclude,
                                       const std::string& layers, bool penalised) {
    std::vector<std::string> edited;
    for (const std::string& pattern : exclude) {
        if (within(pattern, layers))
            continue;
        const bool partly = std::ranges::any_of(plan.convolutions, [&](const auto& layer) {
            return spec::covers(pattern, layer.name) && spec::covers(layers, layer.name);
        });
        if (!penalised || !partly) {
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
    if (!penalised && std::ranges::any_of(plan.convolutions, [&](const auto& layer) {
            return layer.stage > 0 && spec::covers(layers, layer.name) &&
                   std::ranges::none_of(edited, [&](const auto& other) { return spec::covers(other, layer.name); });
        }))
        edited.push_back(layers);
    return edited;
}

}  // namespace isonet::widgets
