// Consecutive blocks of a stage that are equal but for their names: the diagram draws them once, as "× 36".
#pragma once

#include <string>
#include <vector>

#include "model/spec/NetworkPlan.h"

namespace isonet::widgets {

// A block with its layers, in forward order. Points into a plan, which must outlive it.
struct BlockLayers {
    const spec::BlockPlan* block = nullptr;
    std::vector<const spec::ConvolutionPlan*> convolutions;  // projection before branch
    std::vector<const spec::ActivationPlan*> activations;
    std::vector<bool> own;  // per convolution, then per activation: has its own settings (OwnSettings.h)
};

// All blocks of a plan. `own`: names of layers with their own settings.
std::vector<BlockLayers> blockLayers(const spec::NetworkPlan& plan, const std::vector<std::string>& own);

struct BlockGroup {
    std::size_t first = 0, count = 1;  // indices of blockLayers()
};

// Maximal runs of equal blocks of one stage. Equal: same kind, shapes, operations and settings, and the same layers
// with their own settings.
std::vector<BlockGroup> blockGroups(const std::vector<BlockLayers>& blocks);

}  // namespace isonet::widgets
