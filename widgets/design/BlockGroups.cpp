#include "widgets/design/BlockGroups.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <unordered_set>

#include "model/spec/LayerSettings.h"

namespace isonet::widgets {
namespace {

// The part of a layer's name after its block: ".f.a".
std::string_view nameInBlock(const std::string& layer) {
    return std::string_view(layer).substr(spec::blockOf(layer).size());
}

bool equalConvolutions(const spec::ConvolutionPlan* a, const spec::ConvolutionPlan* b) {
    return nameInBlock(a->name) == nameInBlock(b->name) && a->inputs == b->inputs && a->outputs == b->outputs &&
           a->kernel == b->kernel && a->stride == b->stride && a->dilation == b->dilation && a->groups == b->groups &&
           a->padding == b->padding && a->bias == b->bias && a->standardized == b->standardized &&
           a->normalization == b->normalization && a->normalizationGroups == b->normalizationGroups &&
           a->initialization == b->initialization && a->parameterization == b->parameterization && a->in == b->in &&
           a->out == b->out && a->penalized == b->penalized;
}

bool equalActivations(const spec::ActivationPlan* a, const spec::ActivationPlan* b) {
    return nameInBlock(a->name) == nameInBlock(b->name) && a->shape == b->shape && a->kind == b->kind &&
           (!spec::info(a->kind).hasOffset || (a->offset == b->offset && a->offsetTrained == b->offsetTrained));
}

bool equalBlocks(const BlockLayers& a, const BlockLayers& b) {
    const auto &x = *a.block, &y = *b.block;
    return x.stage == y.stage && x.kind == y.kind && x.shortcut == y.shortcut && x.projection == y.projection &&
           x.inputs == y.inputs && x.outputs == y.outputs && x.width == y.width && x.stride == y.stride &&
           x.resampling.kind == y.resampling.kind && x.resampling.factor == y.resampling.factor &&
           x.downsampleAt == y.downsampleAt && x.multiplier == y.multiplier && x.multiplierStart == y.multiplierStart &&
           a.own == b.own && std::ranges::equal(a.convolutions, b.convolutions, equalConvolutions) &&
           std::ranges::equal(a.activations, b.activations, equalActivations);
}

}  // namespace

std::vector<BlockLayers> blockLayers(const spec::NetworkPlan& plan, const std::vector<std::string>& own) {
    std::vector<BlockLayers> blocks;
    blocks.reserve(plan.blocks.size());
    std::map<std::string_view, std::size_t> at;
    for (const auto& block : plan.blocks) {
        at[block.name] = blocks.size();
        blocks.push_back({&block, {}, {}, {}});
    }
    const std::unordered_set<std::string_view> marked(own.begin(), own.end());
    for (const auto& layer : plan.convolutions)
        if (const auto found = at.find(spec::blockOf(layer.name)); found != at.end()) {
            blocks[found->second].convolutions.push_back(&layer);
            blocks[found->second].own.push_back(marked.contains(layer.name));
        }
    for (const auto& layer : plan.activations)
        if (const auto found = at.find(spec::blockOf(layer.name)); found != at.end()) {
            blocks[found->second].activations.push_back(&layer);
            blocks[found->second].own.push_back(marked.contains(layer.name));
        }
    return blocks;
}

std::vector<BlockGroup> blockGroups(const std::vector<BlockLayers>& blocks) {
    std::vector<BlockGroup> groups;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        if (!groups.empty() && equalBlocks(blocks[groups.back().first], blocks[i]))
            ++groups.back().count;
        else
            groups.push_back({i, 1});
    }
    return groups;
}

}  // namespace isonet::widgets
