// The network of a specification as stem, stages and head.
#pragma once

#include <vector>

#include "model/spec/ModelSpec.h"

namespace isonet::spec {

struct Architecture {
    StemSpec stem;
    std::vector<StageSpec> stages;
    HeadSpec head;
};

// The parts as described: ModelSpec's own, else those of family and depth. Multipliers are not applied, and settings
// that are not given stay unset.
Architecture described(const ModelSpec& spec);

// The parts as built: width and depth multiplied, every optional setting filled in, the kernel list with one entry per
// convolution, and the last stage dilated for a detector's backbone (ModelSpec::dilated).
Architecture architecture(const ModelSpec& spec);

// The same network with its stem and stages written out, multipliers applied. Names and numbers of its layers are
// equal.
ModelSpec expanded(ModelSpec spec);

// Layers with weights on the longest path: stem, convolutions of all branches, hidden layers, classifier. The published
// depth of published networks. At most the largest int.
int depthOf(const ModelSpec& spec);

// Whether the parts are those of a published network.
bool isPublished(const ModelSpec& spec);

// Channels of the stage's inner convolutions: channels / ratio for a bottleneck, else channels.
int innerChannels(const StageSpec& stage);

}  // namespace isonet::spec
