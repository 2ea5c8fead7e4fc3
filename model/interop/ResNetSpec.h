// The network of a ResNet's weights: torchvision's, timm's and Hugging Face's ResNets, Wide ResNets and ResNeXts.
#pragma once

#include <optional>

#include "model/interop/Value.h"
#include "model/spec/ModelSpec.h"

namespace isonet::interop {

// From names (ForeignNames.h) and shapes: blocks and channels of the stages, kernels, groups, widths, classes; with
// BatchNorm, ReLU, shortcuts, stride 2 as in torchvision, and Kaiming initialization. Images are 224 x
// 224 pixels with a stem of 7x7, else 32 x 32. nullopt if the weights are of another kind of network. What the names
// and shapes do not show (other activations, anti-aliasing) is not checked.
std::optional<spec::ModelSpec> resNetSpec(const StateDict& state);

}  // namespace isonet::interop
