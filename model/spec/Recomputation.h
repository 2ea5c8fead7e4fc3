// Activation checkpointing by stage: what a network keeps for the backward pass if some stages keep only the inputs of
// their blocks (model/layers/Recomputation.h).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/spec/NetworkPlan.h"

namespace isonet::spec {

// Whether the names cover a stage: "s2", or a prefix followed by *, such as "s*" for all.
bool recomputes(std::string_view stage, const std::vector<std::string>& names);

// NetworkPlan::activationBytes with recomputation: the inputs of the blocks, and the signals of the largest of them,
// which exist again while its gradients are computed.
std::int64_t activationBytes(const NetworkPlan& network, const std::vector<std::string>& names);

// Multiply-adds times two of one image that are computed twice.
std::int64_t recomputedFlops(const NetworkPlan& network, const std::vector<std::string>& names);

// A message for a name that covers no stage of the network; empty if there is none.
std::string unknownStage(const NetworkPlan& network, const std::vector<std::string>& names);

}  // namespace isonet::spec
