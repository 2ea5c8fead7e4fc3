// Training steps from weights and batches that are the same on every machine (HashedNetwork.h).
#pragma once

#include <torch/types.h>

#include <array>
#include <map>
#include <string>
#include <vector>

#include "training/config/RunConfig.h"

namespace isonet::doctor {

// ISONet-20 for 32x32 images of three channels, batches of 8, float32, rate 0.005.
config::RunConfig hashedConfig();

struct HashedSteps {
    std::vector<std::array<double, 2>> numbers;  // cross entropy and penalty of each step, before its update
    std::map<std::string, at::Tensor> weights;   // after the last one, on the CPU
};

// `graph`: replays the steps as one device graph after the first ones.
HashedSteps trainHashed(const config::RunConfig& config, const at::Device& device, int steps, bool graph = false);

}  // namespace isonet::doctor
