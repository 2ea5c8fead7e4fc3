// A small network with random gradients, and its optimizer, for tests of optimizers.
#pragma once

#include <torch/types.h>

#include <memory>

#include "model/layers/Network.h"
#include "training/engine/optimizer/Optimizers.h"

namespace isonet::test {

inline spec::ModelSpec smallSpec() {
    spec::ModelSpec spec;
    spec.depth = 8;
    spec.channels = 1;
    spec.height = spec.width = 8;
    spec.initialization = spec::Initialization::Kaiming;
    return spec;
}

inline model::Network network(const spec::ModelSpec& spec = smallSpec()) {
    torch::manual_seed(3);
    model::Network net(spec);
    for (auto& parameter : net->parameters())
        if (parameter.dim() == 4)
            parameter.set_data(parameter.detach().contiguous(at::MemoryFormat::ChannelsLast));
    return net;
}

inline config::OptimizerConfig configOf(config::OptimizerKind kind) {
    config::OptimizerConfig config;
    config.kind = kind;
    config.weightDecay = 0.01;
    config.momentum = 0.8;
    config.newtonSchulzPrecision = config::NewtonSchulzPrecision::Float32;
    return config;
}

inline std::unique_ptr<training::Optimizer> made(model::Network& net, const config::OptimizerConfig& config) {
    return training::makeOptimizer({*net, config, net->spec().fixup});
}

// The same gradients for each seed.
inline void setGradients(model::Network& net, int seed) {
    torch::manual_seed(static_cast<std::uint64_t>(100 + seed));
    for (auto& parameter : net->parameters())
        parameter.mutable_grad() = at::empty_like(parameter).copy_(at::randn(parameter.sizes()));
}

}  // namespace isonet::test
