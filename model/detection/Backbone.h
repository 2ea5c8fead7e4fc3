// A network as a detector's backbone, built from spec::backboneSpec() (DetectorPlan.h).
#pragma once

#include <cstdint>

#include "model/layers/Network.h"
#include "model/spec/DetectorSpec.h"

namespace isonet::model {

// Freezes the configured stages, BatchNorm if configured, and the unused classifier. Throws c10::Error if there are
// fewer stages than frozenStages.
void freezeBackbone(Network& network, const spec::DetectorSpec& spec);

// Feature stride in pixels.
std::int64_t featureStride(const Network& network);

}  // namespace isonet::model
