// The order of a network's layers, from their published names or from the plan of a configuration.
// Names: "stem.conv", "s<stage>.b<block>.proj", "s<stage>.b<block>.f.<a|b|c>[_relu]", "s<stage>.b<block>.relu",
// "head.fc".
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "training/config/RunConfig.h"

namespace isonet::widgets {

// 0: stem; 1 to 4: a stage ("s3.b1.f.a", "stage3"); -1: neither (head, unknown names).
int stageOfLayer(std::string_view name);

// Whether `a` comes before `b` in the forward pass, by name: stem, stages, head, others; within a block projection,
// branch, final activation; numbers by value (b2 before b10).
bool isEarlierLayer(std::string_view a, std::string_view b);

// Position of every convolution and activation of the plan; empty if the configuration is invalid.
std::map<std::string, int> layerPositions(const config::RunConfig& config);

// Sorts names by position; names without one follow, sorted by isEarlierLayer.
void sortLayers(std::vector<std::string>& names, const std::map<std::string, int>& positions);

}  // namespace isonet::widgets
