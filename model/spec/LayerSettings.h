// What a single layer is made with: the network's settings, or those that ModelSpec::blocks gives it.
#pragma once

#include <string_view>

#include "model/spec/ModelSpec.h"

namespace isonet::spec {

struct LayerSettings {
    Activation activation = Activation::SReLU;
    double offset = -1.0;
    bool offsetTrained = true;
    Initialization initialization = Initialization::Delta;

    // Whether two layers are made alike. b counts where there is one.
    bool operator==(const LayerSettings& other) const;
};

// Whether a name of BlockOverride::layers or PenaltySpec::exclude means a layer: its own name, that of the block, stage
// or stem around it, that of the convolution it belongs to ("s1.b1.f.a" of "s1.b1.f.a_relu"), or its beginning and *.
bool covers(std::string_view pattern, std::string_view layer);

// `layer`: a convolution's or an activation's name.
LayerSettings settingsOf(const ModelSpec& spec, std::string_view layer);
LayerSettings networkSettings(const ModelSpec& spec);

// "stem" or the block of a layer: "s1.b2" of "s1.b2.f.a_relu".
std::string_view blockOf(std::string_view layer);

}  // namespace isonet::spec
