// The plan of a detector, before any tensor exists: its backbone at the detector's image size, and parameters and cost
// of proposals and branches.
#pragma once

#include "model/spec/DetectorSpec.h"
#include "model/spec/NetworkPlan.h"

namespace isonet::spec {

// The network that a detector is built on: dilated as configured, with at least the two classes a classifier needs.
// Parameter names and shapes are unchanged, so weights of the classification network can be loaded.
ModelSpec backboneSpec(ModelSpec model, const DetectorSpec& detector);

struct HeadPlan {
    std::int64_t parameters = 0;
    std::int64_t flops = 0;      // one image, forward, with the maximum number of regions at evaluation
    std::int64_t keptBytes = 0;  // float32 outputs kept for the backward pass of one image
};

struct DetectorPlan {
    // The backbone. Its last stage, "head", stands for proposals and branches instead of the classifier. Totals include
    // it; outputs of frozen stages are not kept.
    NetworkPlan network;
    HeadPlan proposals, box, mask;
    Shape3 features;           // input of proposals and branches
    std::int64_t anchors = 0;  // per image
};

// height x width: of the input image. Throws std::invalid_argument as plan() does.
DetectorPlan detectorPlan(const ModelSpec& model, const DetectorSpec& detector, const PenaltySpec& penalty, int height,
                          int width);

// The network without its classifier (the last stage, "head", is empty); the first `frozen` of stem and stages keep no
// outputs.
NetworkPlan backbonePlan(const ModelSpec& spec, const PenaltySpec& penalty, int frozen);

}  // namespace isonet::spec
