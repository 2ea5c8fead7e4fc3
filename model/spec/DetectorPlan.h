// A detector laid out before any tensor exists: its backbone at the size of a detector's images, and what its proposals
// and branches hold and cost.
#pragma once

#include "model/spec/DetectorSpec.h"
#include "model/spec/NetworkPlan.h"

namespace isonet::spec {

// The network that a detector is built on: dilated as the detector says, and with the two classes that a classifier has
// at least, where a detector does with one category. Parameters keep names and shapes, so that weights of the
// classification network fit.
ModelSpec backboneSpec(ModelSpec model, const DetectorSpec& detector);

struct HeadPlan {
    std::int64_t parameters = 0;
    std::int64_t flops = 0;      // one image, forward, with as many regions as an evaluation has at most
    std::int64_t keptBytes = 0;  // float32 outputs kept for the backward pass of one image
};

struct DetectorPlan {
    // The backbone. The last of its stages, "head", is what stands in the classifier's place: proposals and branches
    // together. The sums count all; outputs of frozen stages are not kept.
    NetworkPlan network;
    HeadPlan proposals, box, mask;
    Shape3 features;           // the map that proposals and branches look at
    std::int64_t anchors = 0;  // of an image
};

// height x width: of the image that enters. Throws std::invalid_argument as plan() does.
DetectorPlan detectorPlan(const ModelSpec& model, const DetectorSpec& detector, const PenaltySpec& penalty, int height,
                          int width);

// The network without its classifier (the last stage, "head", is empty); the first `frozen` of stem and stages keep no
// outputs.
NetworkPlan backbonePlan(const ModelSpec& spec, const PenaltySpec& penalty, int frozen);

}  // namespace isonet::spec
