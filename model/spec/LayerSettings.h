// Settings of a single layer: those that ModelSpec::blocks gives, else its stage (ModelSpec::stem, stages), else the
// network.
#pragma once

#include <string_view>

#include "model/spec/ModelSpec.h"

namespace isonet::spec {

struct LayerSettings {
    Activation activation = Activation::SReLU;
    double offset = -1.0;
    bool offsetTrained = true;
    Initialization initialization = Initialization::Delta;
    Parameterization parameterization = Parameterization::Free;

    // b is compared only if the activation has it.
    bool operator==(const LayerSettings& other) const;
};

// Whether a name of BlockOverride::layers or PenaltySpec::exclude covers a layer: the layer's own name, its block,
// stage or stem, its convolution ("s1.b1.f.a" covers "s1.b1.f.a_relu"), or a prefix followed by *.
bool covers(std::string_view pattern, std::string_view layer);

// `layer`: the name of a convolution, an activation or a linear layer.
LayerSettings settingsOf(const ModelSpec& spec, std::string_view layer);
LayerSettings networkSettings(const ModelSpec& spec);
LayerSettings stageSettings(const ModelSpec& spec, std::string_view layer);  // without ModelSpec::blocks

// 2 of "s2.b1.f.a"; 0 for stem and head.
int stageOf(std::string_view layer);

// "stem" or the block of a layer: "s1.b2" of "s1.b2.f.a_relu".
std::string_view blockOf(std::string_view layer);

}  // namespace isonet::spec
