// Networks that together use every operation of model/interop/Graph.h, with weights for which each parameter matters.
#pragma once

#include <string>
#include <vector>

#include "model/layers/Network.h"

namespace isonet::test {

struct ExportedNetwork {
    std::string name;
    spec::ModelSpec spec;
};
std::vector<ExportedNetwork> exportedNetworks();

// In evaluation mode, reproducible: kernels keep the signal's size; biases, offsets, multipliers, slopes and running
// values are random.
model::Network filledNetwork(const spec::ModelSpec& spec);

// Normally distributed images (count, channels, height, width).
at::Tensor imagesFor(const spec::ModelSpec& spec, std::int64_t count, int moreRows = 0, int moreColumns = 0);

// max |a - b| / max(1, max |b|)
double difference(const at::Tensor& a, const at::Tensor& b);

}  // namespace isonet::test
