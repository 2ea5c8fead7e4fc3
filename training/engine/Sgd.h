// Stochastic gradient descent with momentum m and weight decay w, one fused update per group:
//   g <- gradient + w p;  v <- m v + g;  p <- p - rate * factor * v      (v starts at 0)
//
// Groups as published, by parameter name: SReLU's offsets ("srelu": no decay), the scalars of residual branches
// ("shared": a tenth of the rate), the rest. Fixup's rule, for Fixup networks: every bias and scale learns at that
// tenth (Zhang, Dauphin and Ma, "Fixup initialization" (2019), and its published code). Parameters that do not require
// gradients are left out.
#pragma once

#include <torch/types.h>

#include <string>
#include <vector>

#include "model/interop/Value.h"
#include "model/layers/Network.h"
#include "training/config/RunConfig.h"

namespace isonet::training {

struct ParameterGroup {
    std::string name;  // "offsets", "multipliers", "weights"
    double rateFactor = 1;
    double weightDecay = 0;
    std::vector<std::string> names;
    std::vector<at::Tensor> parameters, momenta;  // momenta: empty where the momentum is 0
};

class Sgd {
public:
    // Keeps the network's parameters (shared, not copied); they must be on their device already.
    Sgd(const torch::nn::Module& module, const config::OptimizerConfig& config, bool fixup = false);
    Sgd(const model::Network& network, const config::OptimizerConfig& config)
        : Sgd(*network, config, network->spec().fixup) {}

    // Parameters without a gradient are left alone. `overflow` (1), as LossScaler gives it: 1 makes the step do
    // nothing.
    void step(double rate, const at::Tensor& overflow = {});
    // The same with the rate, a float32 scalar, on the parameters' device: a CUDA graph reads it anew at each replay.
    void step(const at::Tensor& rate, const at::Tensor& overflow = {});
    void clearGradients();
    std::vector<at::Tensor> gradients() const;  // the ones that are there

    const std::vector<ParameterGroup>& groups() const { return groups_; }

    // Momenta by parameter name, CPU copies in the parameters' logical order.
    interop::StateDict state() const;
    // Throws interop::FormatError naming what is missing or of another shape.
    void restore(const interop::StateDict& state, const std::string& source);

private:
    template <typename Rate>
    void update(const Rate& rate, const at::Tensor& overflow);

    double momentum_;
    std::vector<ParameterGroup> groups_;
};

// Shortens gradients whose norm, all of them taken as one vector, is above `limit`: g <- g min(1, limit / (|g| +
// 1e-6)), as torch.nn.utils.clip_grad_norm_. Gives the norm before it, on the device.
at::Tensor clipGradients(const std::vector<at::Tensor>& gradients, double limit);

}  // namespace isonet::training
