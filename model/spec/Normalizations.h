// The normalizations after a convolution. To add one: a value and a line of the table here, a line of the table in
// model/layers/Normalization.cpp.
#pragma once

#include <span>

#include "model/spec/Choice.h"

namespace isonet::spec {

enum class Normalization { None, Batch, Group, Layer };

struct NormalizationInfo : Choice<Normalization> {
    std::string_view module = {};  // suffix of its parameters: "s1.b1.f.a_bn.weight"
    bool dependsOnBatch = false;   // an image's output depends on the other images of the batch
};

inline constexpr NormalizationInfo normalizations[] = {
    {{Normalization::None, "none", "None"}},
    {{Normalization::Batch, "batch", "BatchNorm", "Batch normalization after every convolution"}, "bn", true},
    {{Normalization::Group, "group", "GroupNorm",
      "Mean and variance of each image's groups of channels (Wu and He, 2018)"},
     "gn"},
    {{Normalization::Layer, "layer", "LayerNorm", "Mean and variance of each image's channels (Ba et al., 2016)"},
     "ln"},
};
static_assert(listsEveryValue(normalizations));

constexpr std::span<const NormalizationInfo> choicesOf(Normalization) {
    return normalizations;
}

// Groups of group normalization for a number of channels if none are given: the largest power of two, up to 32, that
// divides it.
constexpr int automaticGroups(int channels) {
    int groups = 32;
    while (groups > 1 && channels % groups != 0)
        groups /= 2;
    return groups;
}

}  // namespace isonet::spec
