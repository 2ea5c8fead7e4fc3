// Translates the names of tensors in other programs' ResNets into the published code's names.
#pragma once

#include <optional>
#include <string>

namespace isonet::interop {

struct PublishedName {
    std::string name;         // "s2.b1.f.a.weight"
    const char* layout = "";  // "torchvision", "Hugging Face"; "" if the name was the published one
};

// torchvision and timm: "conv1.weight", "layer2.0.bn1.bias", "layer2.0.downsample.0.weight" (also "shortcut.0"),
// "fc.weight" (also "linear"). Hugging Face: "resnet.embedder...", "resnet.encoder.stages.1.layers.0...",
// "classifier.1". A name without its last word ("layer2.0.conv1") is translated, too. nullopt: none of these; a stem of
// several convolutions and a pooled shortcut (timm's d variants) have no counterpart.
std::optional<PublishedName> publishedName(const std::string& name);

}  // namespace isonet::interop
