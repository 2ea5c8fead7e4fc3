// Stochastic gradient descent with momentum m and weight decay w, one fused update per group:
//   g <- gradient + w p;  v <- m v + g;  p <- p - rate * factor * v      (v starts at 0)
// and with Nesterov's momentum p <- p - rate * factor * (g + m v), as in PyTorch (Sutskever et al., 2013).
#pragma once

#include "model/layers/Network.h"
#include "training/engine/optimizer/Optimizer.h"

namespace isonet::training {

struct SgdRule {
    double momentum = 0;  // 0: no momenta
    bool nesterov = false;

    void apply(const UpdatedParameters& now, const Rate& rate, double weightDecay, const at::Tensor& overflow) const;
};

class Sgd : public Optimizer {
public:
    // Shares the module's parameters, which must be on their device already.
    Sgd(const torch::nn::Module& module, const config::OptimizerConfig& config, bool fixup = false);
    Sgd(const model::Network& network, const config::OptimizerConfig& config)
        : Sgd(*network, config, network->spec().fixup) {}

private:
    void update(const ParameterGroup& group, const UpdatedParameters& now, const Rate& rate,
                const at::Tensor& overflow) override;

    SgdRule rule_;
};

}  // namespace isonet::training
