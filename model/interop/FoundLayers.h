// The convolutions and linear layers in a state dict, without a configuration: shapes from the weights, strides, groups
// and grids from the user, from the names of ResNets and vision transformers, from shapes, or assumed; each says which.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/interop/Value.h"
#include "model/spec/NetworkPlan.h"

namespace isonet::interop {

// Where a setting of a layer comes from.
enum class Origin { Given, Names, Shapes, Assumed };
const char* originName(Origin origin);  // "given", "names", "shapes", "assumed"

struct FoundLayer {
    spec::ConvolutionPlan plan;  // name without ".weight"; `in` is the grid; a linear layer is 1x1 on one pixel
    at::Tensor weight;           // (M, C / groups, kh, kw), float32 or float64
    bool linear = false;
    Origin stride = Origin::Assumed, groups = Origin::Assumed, grid = Origin::Assumed;
};

struct LayerChoices {
    std::map<std::string, int> strides, groups;  // by a layer's name, or a prefix and *: "layer2.*"
    std::optional<spec::Shape3> grid;            // height and width of every convolution's input
};

struct FoundLayers {
    std::vector<FoundLayer> layers;         // in the file's order
    std::vector<std::string> otherWeights;  // weights of other shapes: "embed.weight (100, 64)"
};

// Names: of the ResNets of torchvision, timm, Hugging Face and the published code, if all convolutions have such
// names: stride 2 in the first block of all stages but the first (3x3 of a bottleneck, first of a basic block, its
// shortcut) and in a stem of 7x7 or of several convolutions; grids for images of 224 x 224, with a stem of one smaller
// kernel 32 x 32. A patch embedding has its kernel's size as stride, on images of 224 x 224.
// Shapes: groups of a kernel above 1x1 with fewer inputs than the convolution before it in the same block has outputs.
// Assumed: stride 1, one group, a grid of 14 x 14. Throws std::invalid_argument for a choice that fits no layer.
FoundLayers findLayers(const StateDict& state, const LayerChoices& choices = {});

}  // namespace isonet::interop
