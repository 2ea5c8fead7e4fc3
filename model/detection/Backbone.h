// A network as a detector's backbone: spec::backboneSpec() (DetectorPlan.h) says how it is built.
#pragma once

#include <cstdint>

#include "model/layers/Network.h"
#include "model/spec/DetectorSpec.h"

namespace isonet::model {

// Stops the training of the frozen stages, of BatchNorm where it is frozen, and of the classifier, which a detector
// does not use. Throws c10::Error where there are fewer stages than frozen ones.
void freezeBackbone(Network& network, const spec::DetectorSpec& spec);

// Pixels from one feature to the next.
std::int64_t featureStride(const Network& network);

// BatchNorm uses its kept statistics also while the rest trains.
void holdNormalization(torch::nn::Module& module);

}  // namespace isonet::model
