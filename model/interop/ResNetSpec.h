// The network of a ResNet's weights: torchvision's, timm's and Hugging Face's ResNets, Wide ResNets and ResNeXts.
#pragma once

#include <optional>
#include <string>

#include "model/interop/Value.h"
#include "model/spec/ModelSpec.h"

namespace isonet::interop {

// From names (ForeignNames.h) and shapes: blocks and channels of the stages, kernels, groups, widths, classes; with
// BatchNorm, ReLU, shortcuts, stride 2 as in torchvision, and Kaiming initialization. Images are 224 x
// 224 pixels with a stem of 7x7, else 32 x 32. nullopt if the weights are of another kind of network. What the names
// and shapes do not show (other activations, anti-aliasing) is not checked.
std::optional<spec::ModelSpec> resNetSpec(const StateDict& state);

// The first tensor that these ResNets lack, such as a squeeze's ("layer1.0.se.fc1.weight") or that of a stem of several
// convolutions ("conv1.0.weight"); empty if every name is one of theirs.
std::string nameOutsideResNets(const StateDict& state);

}  // namespace isonet::interop
