// A classification network made a detector's backbone.
#pragma once

#include <cstdint>

#include "model/layers/Network.h"
#include "model/spec/DetectorSpec.h"

namespace isonet::model {

// The network of a detector of any number of categories: a classifier has at least two classes.
spec::ModelSpec backboneSpec(spec::ModelSpec model);

// Gives the last stage's convolutions stride 1 and its 3x3 ones dilation 2, where the specification says so, and stops
// the training of the frozen stages, of BatchNorm where it is frozen, and of the classifier, which a detector does not
// use. Kernels and names stay; the network's plan still tells the strides that it was trained with, and so the penalty
// is that of the classification network. Throws c10::Error where there are fewer stages than frozen ones.
void prepareBackbone(Network& network, const spec::DetectorSpec& spec);

// Pixels from one feature to the next.
std::int64_t featureStride(const spec::NetworkPlan& plan, spec::Family family, bool dilated);

// BatchNorm uses its kept statistics also while the rest trains.
void holdNormalization(torch::nn::Module& module);

}  // namespace isonet::model
