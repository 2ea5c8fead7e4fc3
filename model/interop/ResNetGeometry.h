// Strides and grids of a ResNet's convolutions by their names, where a file has no configuration.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "model/interop/Value.h"

namespace isonet::interop {

struct LayerGeometry {
    int stride = 1;
    int size = 0;  // of the input grid, pixels in each direction
};

// By the layers' names, from the names and kernels (M, C, kh, kw) of all convolutions of a network. nullopt if one of
// them has no name of a ResNet or the stem is missing (ForeignNames.h, and timm's stems of several convolutions).
std::optional<std::unordered_map<std::string, LayerGeometry>> resNetGeometry(const StateDict& convolutions);

}  // namespace isonet::interop
