// Stochastic gradient descent with momentum m and weight decay w, one fused update per group:
//   g <- gradient + w p;  v <- m v + g;  p <- p - rate * factor * v      (v starts at 0)
//
// Groups as published: SReLU offsets (no weight decay), the scalars of residual branches (model::SharedScale and
// SharedBias, a tenth of the rate), everything else. In Fixup networks every bias and scale learns at a tenth of the
// rate (Zhang, Dauphin and Ma, "Fixup initialization" (2019), and its published code). optimizer.layer_rates divides
// each of them by the factor of its layers, with which the factor of the group is multiplied. Parameters that do not
// require gradients are left out.
#pragma once

#include <torch/types.h>

#include <string>
#include <vector>

#include "model/interop/Value.h"
#include "model/layers/Network.h"
#include "training/config/RunConfig.h"

namespace isonet::training {

struct ParameterGroup {
    std::string name;  // "offsets", "multipliers", "weights"; several with different factors may have one name
    double rateFactor = 1;
    double weightDecay = 0;
    std::vector<std::string> names;
    std::vector<at::Tensor> parameters, momenta;  // momenta: empty if the momentum is 0
};

class Sgd {
public:
    // Shares the module's parameters, which must be on their device already.
    Sgd(const torch::nn::Module& module, const config::OptimizerConfig& config, bool fixup = false);
    Sgd(const model::Network& network, const config::OptimizerConfig& config)
        : Sgd(*network, config, network->spec().fixup) {}

    // Skips parameters without a gradient. `overflow` (1), from LossScaler: a value of 1 skips the step.
    void step(double rate, const at::Tensor& overflow = {});
    // The same with the rate as a float32 scalar on the parameters' device, which a CUDA graph reads at each replay.
    void step(const at::Tensor& rate, const at::Tensor& overflow = {});
    void clearGradients();
    std::vector<at::Tensor> gradients() const;  // those that are defined

    const std::vector<ParameterGroup>& groups() const { return groups_; }

    // Momenta by parameter name, CPU copies in the parameters' logical order.
    interop::StateDict state() const;
    // Throws interop::FormatError naming the entry that is missing or has another shape.
    void restore(const interop::StateDict& state, const std::string& source);

private:
    template <typename Rate>
    void update(const Rate& rate, const at::Tensor& overflow);

    double momentum_;
    std::vector<ParameterGroup> groups_;
};

// Clips the global norm |g| of the gradients: g <- g min(1, limit / (|g| + 1e-6)), as torch.nn.utils.clip_grad_norm_.
// Returns the norm before clipping, on the device.
at::Tensor clipGradients(const std::vector<at::Tensor>& gradients, double limit);

}  // namespace isonet::training
