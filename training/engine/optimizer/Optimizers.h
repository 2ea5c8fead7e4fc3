// Makes the optimizer of a configuration, by training/config/Optimizers.def.
#pragma once

#include <memory>

#include "training/engine/optimizer/Optimizer.h"

namespace isonet::training {

// `module` has its parameters on their device already; the optimizer shares them. `fixup`: of the network.
struct OptimizerInput {
    const torch::nn::Module& module;
    const config::OptimizerConfig& config;
    bool fixup = false;
};

std::unique_ptr<Optimizer> makeOptimizer(const OptimizerInput& input);

}  // namespace isonet::training
